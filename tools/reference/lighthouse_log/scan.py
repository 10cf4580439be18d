"""Walks the frames of one segment: what is authentic in place, and where the damaged ranges are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Callable, Optional, Union

from .keys import hmac_sha256
from .layout import (
    FRAME_BYTES_MAX,
    FRAME_FIXED_BYTES,
    FRAME_OVERHEAD_BYTES,
    HEADER_BYTES,
    META_BYTES_MIN,
    SECTOR_BYTES,
    TRAILER_BYTES,
    Frame,
    read_frame,
    read_frame_shape,
)

# What every frame has in its first six bytes: len below 2^25, version 1, no reserved flag.
FRAME_START = re.compile(rb"(?s)(?=...[\x00\x01]\x01[\x00-\x07])")


@dataclass
class Damage:
    """Bytes [start, end) that are not authentic in place.

    `whole` are the frames in it whose CRC is right.
    """

    start: int
    end: int
    whole: list[Frame] = field(default_factory=list)


@dataclass(frozen=True)
class Displaced:
    """A frame that is authentic where it stands, but does not belong there."""

    frame: Frame

    @property
    def start(self) -> int:
        return self.frame.start

    @property
    def end(self) -> int:
        return self.frame.end


Element = Union[Frame, Damage, Displaced]
FrameKey = Callable[[int], Optional[bytes]]


def is_authentic(data: bytes, frame: Frame, front: bytes, frame_key: FrameKey) -> bool:
    """Rule 6, with the given 36 bytes as those in front of the frame."""
    key = frame_key(frame.kid)
    if key is None:
        return False
    mac_range = front + data[frame.start : frame.end - TRAILER_BYTES]
    return hmac_sha256(key, mac_range) == frame.mac


def scan(data: bytes, is_live: bool, frame_key: FrameKey, fronts: Sequence[bytes]) -> list[Element]:
    """Takes a segment apart, from behind its header to its end.

    A live one may end earlier, in zeros.
    `fronts` are the 36 bytes that the first frame may be chained to, best first.
    """
    elements: list[Element] = []
    data_end = end_of_data(data) if is_live else len(data)
    start = HEADER_BYTES
    while start < data_end:
        frame = read_frame(data, start)
        if start > HEADER_BYTES:
            fronts = [data[start - TRAILER_BYTES : start]]
        if frame and any(is_authentic(data, frame, front, frame_key) for front in fronts):
            elements.append(frame)
            start = frame.end
            continue
        damage = resync(data, start, frame_key)
        elements.append(damage)
        start = damage.end
    return elements


def end_of_data(data: bytes) -> int:
    """Returns the offset behind the last byte that is not zero, or the end of the header.

    A frame may end in a zero byte, and so reach a little further.
    """
    return max(HEADER_BYTES, len(data.rstrip(b"\0"))) if len(data) > HEADER_BYTES else len(data)


def resync(data: bytes, start: int, frame_key: FrameKey) -> Damage:
    """Looks for the next authentic frame behind a damaged place.

    Steps over whole frames, and over a damaged one whose length leads to an authentic frame: an
    event may hold a piece of a log.
    """
    damaged = read_frame_shape(data, start)
    if damaged and is_authentic_in_place(data, read_frame(data, damaged.end), frame_key):
        whole = read_frame(data, start)
        return Damage(start, damaged.end, [whole] if whole else [])
    damage = Damage(start, len(data))
    at: int | None = start
    while at is not None:
        frame = read_frame(data, at)
        if frame and at > start and is_authentic_in_place(data, frame, frame_key):
            damage.end = at
            break
        damage.whole += [frame] if frame else []
        at = next_frame_start(data, frame.end if frame else at + 1)
    if damage.end == len(data) and damage.whole and not any(data[damage.whole[-1].end :]):
        damage.end = damage.whole[-1].end
    return damage


def is_authentic_in_place(data: bytes, frame: Frame | None, frame_key: FrameKey) -> bool:
    if frame is None:
        return False
    front = data[frame.start - TRAILER_BYTES : frame.start]
    return is_authentic(data, frame, front, frame_key)


def next_frame_start(data: bytes, at: int) -> int | None:
    """The next offset at which the first bytes of a frame could be."""
    match = FRAME_START.search(data, at)
    return match.start() if match else None


def is_torn(data: bytes, start: int) -> bool:
    """Tells whether a tail looks like a write that a crash cut: TORN_TAIL, else DAMAGED_TAIL."""
    data_end = max(start, end_of_data(data))
    if data_end - start < FRAME_FIXED_BYTES:
        return True
    length = int.from_bytes(data[start : start + 4], "little")
    has_length = FRAME_OVERHEAD_BYTES + META_BYTES_MIN <= length <= FRAME_BYTES_MAX
    if has_length and start + length > data_end:
        return True
    return any(not any(data[low:high]) for low, high in sectors(start, data_end))


def sectors(start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cuts bytes [start, end) of a file at the borders of its sectors."""
    while start < end:
        next_start = min(end, (start // SECTOR_BYTES + 1) * SECTOR_BYTES)
        yield start, next_start
        start = next_start
