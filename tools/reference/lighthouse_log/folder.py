"""The files of a log: its segments in order, its HEAD, and whose log it is."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from .keys import EpochKeys, KeyRing, RingKeys, hmac_sha256
from .layout import (
    HEADER_BYTES,
    HEADER_COPY_AT,
    HEADER_MAC_AT,
    SLOT_BYTES,
    SLOT_USED_BYTES,
    Header,
    Slot,
    read_header,
    read_slot,
)
from .scan import Damage, Element

SEGMENT_NAME = re.compile(r"\d{20}\.lhseg")
HEAD_MAC_AT = SLOT_USED_BYTES - 36


class Identity(NamedTuple):
    """Whose log this is: its logId, its mode, and the keys that follow."""

    log_id: bytes
    is_sealed: bool
    keys: Any


@dataclass
class Segment:
    """One segment file. `header` is what its first bytes say, if their CRC is right."""

    path: str
    name: str
    size: int
    start_bytes: bytes
    header: Header | None
    is_trusted: bool = False
    is_foreign: bool = False
    is_copy: bool = False
    closed_at: int | None = None
    is_wrong_key: bool = False
    elements: list[Element] = field(default_factory=list)

    @property
    def first_by_name(self) -> int | None:
        return int(self.name[:20]) if SEGMENT_NAME.fullmatch(self.name) else None

    @property
    def first(self) -> int:
        """Where the segment belongs: by its header if that is authentic, else by its name."""
        if self.is_trusted and self.header:
            return self.header.first_seq
        return self.first_by_name or 0

    @property
    def is_judged(self) -> bool:
        return not self.is_foreign

    @property
    def has_frames(self) -> bool:
        return any(not isinstance(element, Damage) for element in self.elements)

    @property
    def header_copy(self) -> bytes:
        return self.start_bytes[HEADER_COPY_AT:HEADER_BYTES]

    def read(self) -> bytes:
        with open(self.path, "rb") as file:
            return file.read()


def read_folder(folder: str) -> tuple[list[Segment], bytes | None]:
    """Returns the segments, by name, and the bytes of HEAD if there is one."""
    segments: list[Segment] = []
    head: bytes | None = None
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        if not entry.is_file():
            continue
        with open(entry.path, "rb") as file:
            if entry.name == "HEAD":
                head = file.read(2 * SLOT_BYTES)
            elif entry.name.endswith(".lhseg"):
                start = file.read(HEADER_BYTES)
                size = entry.stat().st_size
                segments.append(Segment(entry.path, entry.name, size, start, read_header(start)))
    return segments, head


def identify(segments: list[Segment], head: bytes | None, ring: KeyRing) -> Identity | None:
    """Finds out whose log this is.

    It is the log that HEAD vouches for, else that of the first authentic segment header, else what
    the first header says of itself.
    """
    candidates: list[Identity] = []
    for segment in segments:
        if segment.header:
            candidates.append(identity_by(segment.header, ring))
    for slot in (read_slot(head or b"", place) for place in (0, 1)):
        if slot:
            chain = EpochKeys(ring.masters[ring.active], slot.log_id)
            candidates.append(Identity(slot.log_id, False, RingKeys(ring.masters, slot.log_id)))
            candidates.append(Identity(slot.log_id, True, chain))
    by_head = [who for who in candidates if any(valid_slots(head, who))]
    by_header = [who for who in candidates if any(is_header_of(who, each) for each in segments)]
    return next(iter(by_head + by_header + candidates), None)


def identity_by(header: Header, ring: KeyRing) -> Identity:
    log_id = header.log_id
    if not header.is_sealed:
        return Identity(log_id, False, RingKeys(ring.masters, log_id))
    chains = [EpochKeys(master, log_id) for master in ring.masters.values()]
    fitting = [chain for chain in chains if check_of(chain, header.kid) == header.key_check]
    default = EpochKeys(ring.masters[ring.active], log_id)
    return Identity(log_id, True, next(iter(fitting), default))


def check_of(keys: Any, kid: int) -> bytes | None:
    key = keys.of(kid)
    return key.check if key else None


def is_header_of(who: Identity, segment: Segment) -> bool:
    """Tells whether a segment header belongs to this log and its MAC is right."""
    header = segment.header
    key = who.keys.of(header.kid) if header else None
    if not header or not key or header.log_id != who.log_id:
        return False
    return hmac_sha256(key.segment, segment.start_bytes[:HEADER_MAC_AT]) == header.mac


def is_slot_of(who: Identity, slot: Slot, raw: bytes) -> bool:
    key = who.keys.of(slot.kid)
    if not key or slot.log_id != who.log_id:
        return False
    return hmac_sha256(key.head, raw[:HEAD_MAC_AT]) == slot.mac


def valid_slots(head: bytes | None, who: Identity) -> list[Slot]:
    slots = [(read_slot(head or b"", place), place * SLOT_BYTES) for place in (0, 1)]
    return [slot for slot, at in slots if slot and is_slot_of(who, slot, (head or b"")[at:])]
