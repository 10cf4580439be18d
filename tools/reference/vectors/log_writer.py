"""Writes logs byte by byte, in memory: as docs/format.md says, or with departures from it."""

from __future__ import annotations

import base64
import json
from typing import Any, NamedTuple

from lighthouse_log.keys import EpochKeys, RingKeys, hmac_sha256
from lighthouse_log.layout import (
    CLEAN,
    FRAME,
    FRAME_FIXED_BYTES,
    FRAME_OVERHEAD_BYTES,
    HEAD_MAGIC,
    HEADER,
    HEADER_BYTES,
    HEADER_MAC_AT,
    MORE,
    SEALED_LOG,
    SEGMENT_MAGIC,
    SLOT,
    SLOT_BYTES,
    SYSTEM,
    TRAILER_BYTES,
    VERSION,
    crc32,
)

MASTERS = {kid: bytes(range(32 * (kid - 1), 32 * kid)) for kid in (1, 2, 3)}
LOG_ID = bytes.fromhex("00112233445566778899aabbccddeeff")
OTHER_LOG_ID = bytes.fromhex("ffeeddccbbaa99887766554433221100")
START_US = 1_750_000_000_000_000
STEP_US = 1_000_000


class Written(NamedTuple):
    """Where a frame stands, and what a reader must say of it."""

    file: str
    start: int
    end: int
    event: dict


class LogWriter:
    """A log under construction.

    `files` and `head` are its bytes; `written` finds a frame by its seq.
    """

    def __init__(self, log_id: bytes = LOG_ID, is_sealed: bool = False) -> None:
        self.log_id, self.is_sealed = log_id, is_sealed
        self.keys: Any = EpochKeys(MASTERS[1], log_id) if is_sealed else RingKeys(MASTERS, log_id)
        self.kid = 1
        self.files: dict[str, bytearray] = {}
        self.head = bytearray(2 * SLOT_BYTES)
        self.written: dict[int, Written] = {}
        self.now_us = START_US
        self.seq = 0
        self.acknowledged = 0
        self._versions: dict[str, int] = {}
        self._slot_count = 0
        self._first = 0
        self.roll()
        self.write_head()
        self.write_head()

    @property
    def live(self) -> bytearray:
        return self.files[segment_name(self._first)]

    def roll(self, **fields: Any) -> None:
        """Begins a new segment. `fields` replace those of its header, before the MAC is made."""
        before = bytes(self.live) if self.files else b""
        key = self.keys.of(self.kid)
        members = {
            "firstSeq": self.seq + 1,
            "created": self.now_us,
            "prevFirst": self._first,
            "prevBytes": len(before),
            "prevTrailer": before[-TRAILER_BYTES:] or bytes(TRAILER_BYTES),
            "flags": SEALED_LOG if self.is_sealed else 0,
            **fields,
        }
        header = make_header(members, self.kid, self.log_id, key)
        self._first = self.seq + 1
        self.files[segment_name(self._first)] = bytearray(header)

    def append(self, *events: dict, is_acknowledged: bool = True, **departures: Any) -> None:
        """Appends events as one append, in a flush of its own."""
        durable = self.acknowledged
        for position, event in enumerate(events):
            flags = 0 if position == len(events) - 1 else MORE
            self.now_us += STEP_US if position == 0 else 1
            self.frame(event, {"flags": flags, "durable": durable, **departures})
        if is_acknowledged:
            self.acknowledge()

    def acknowledge(self) -> None:
        self.acknowledged = self.seq
        self.write_head()

    def system(self, event_type: str, payload: dict, stream: str = "$log") -> None:
        event = {"type": event_type, "stream": stream, "payload": compact(payload)}
        self.append(event, flags=SYSTEM)

    def rotate(self, kid: int) -> None:
        check = self.keys.of(kid).check.hex()
        self.system("$key_rotated", {"kid": kid, "keyCheck": check})
        self.kid = kid
        self.write_head()

    def seal_epoch(self, until_us: int) -> None:
        following = self.keys.of(self.kid + 1).check.hex()
        self.now_us = max(self.now_us, until_us)
        self.system("$epoch_sealed", {"epoch": self.kid, "until": until_us, "next": following})
        self.kid += 1
        self.write_head()

    def frame(self, event: dict, fields: dict) -> None:
        """Writes one frame. `fields` may name seq, durable, ts, flags, kid and front."""
        self.seq += 1
        members = {"kid": self.kid, "seq": self.seq, "ts": self.now_us, **fields}
        meta = self._meta(event)
        text = event.get("rawMeta") or compact(meta)
        key = self.keys.of(members["kid"])
        front = members.get("front", bytes(self.live[-TRAILER_BYTES:]))
        frame = make_frame(members, text, event.get("payload", b""), key.frame, front)
        start = len(self.live)
        self.live.extend(frame)
        self.seq = members["seq"]
        record = {"seq": self.seq, "tsUs": members["ts"]}
        record.update((name, meta[name]) for name in ("type", "stream", "version"))
        record.update((name, meta[name]) for name in ("agent", "key") if name in meta)
        record["payloadHex"] = event.get("payload", b"").hex()
        record["mac"] = base64.b64encode(frame[-TRAILER_BYTES:-4]).decode("ascii")
        name = segment_name(self._first)
        self.written[self.seq] = Written(name, start, start + len(frame), record)

    def _meta(self, event: dict) -> dict:
        version = event.get("version", self._versions.get(event["stream"], 0) + 1)
        self._versions[event["stream"]] = version
        fixed = {"type": event["type"], "stream": event["stream"], "version": version}
        others = {
            name: value
            for name, value in event.items()
            if name not in (*fixed, "payload", "rawMeta")
        }
        return {**fixed, **others}

    def write_head(self, flags: int = 0, **fields: Any) -> None:
        """Writes the next slot.

        It says what is on stable storage, unless `fields` say otherwise.
        """
        members = {
            "seq": self.acknowledged,
            "bytes": len(self.live),
            "segFirst": self._first,
            "trailer": bytes(self.live[-TRAILER_BYTES:]),
            "kid": self.kid,
            **fields,
        }
        n = self._slot_count
        slot = make_slot(members, n, flags, self.log_id, self.keys.of(members["kid"]).head)
        place = n % 2 * SLOT_BYTES
        self.head[place : place + SLOT_BYTES] = slot
        self._slot_count += 1

    def close(self) -> None:
        self.write_head(CLEAN)


def make_header(members: dict, kid: int, log_id: bytes, key: Any) -> bytes:
    trailer = members["prevTrailer"]
    numbers = [members[name] for name in ("firstSeq", "created", "prevFirst", "prevBytes")]
    start = (SEGMENT_MAGIC, HEADER_BYTES, VERSION, kid, members["flags"], log_id, *numbers)
    fields = (*start, trailer, key.check, bytes(12))
    mac = hmac_sha256(key.segment, HEADER.pack(*fields, bytes(32), 0, b"")[:HEADER_MAC_AT])
    return with_header_crc(HEADER.pack(*fields, mac, 0, trailer))


def with_header_crc(header: bytes) -> bytes:
    return header[:152] + crc32(header[:152]).to_bytes(4, "little") + header[156:]


def make_frame(members: dict, meta: bytes, payload: bytes, key: bytes, front: bytes) -> bytes:
    length = FRAME_OVERHEAD_BYTES + len(meta) + len(payload)
    numbers = [members[name] for name in ("flags", "kid", "seq", "durable", "ts")]
    body = FRAME.pack(length, VERSION, *numbers, len(meta)) + meta + payload
    assert len(body) == length - TRAILER_BYTES and FRAME.size == FRAME_FIXED_BYTES
    sealed = body + hmac_sha256(key, front + body)
    return sealed + crc32(sealed).to_bytes(4, "little")


def make_slot(members: dict, n: int, flags: int, log_id: bytes, key: bytes) -> bytes:
    numbers = [members[name] for name in ("seq", "bytes", "segFirst", "kid")]
    fields = (HEAD_MAGIC, n, *numbers, flags, 0, log_id, members["trailer"])
    start = SLOT.pack(*fields, bytes(32), 0)[:100]
    slot = start + hmac_sha256(key, start)
    return (slot + crc32(slot).to_bytes(4, "little")).ljust(SLOT_BYTES, b"\0")


def segment_name(first: int) -> str:
    return f"{first:020}.lhseg"


def compact(members: dict) -> bytes:
    return json.dumps(members, separators=(",", ":"), ensure_ascii=False).encode("utf-8")


def event(event_type: str, stream: str, payload: Any = b"{}", **meta: Any) -> dict:
    """An event as `LogWriter.append` takes it. `payload` is bytes, or what is written as JSON."""
    raw = payload if isinstance(payload, bytes) else compact(payload)
    return {"type": event_type, "stream": stream, "payload": raw, **meta}


def key_ring(kids: list[int] | None = None, masters: dict[int, bytes] | None = None) -> dict:
    """A key ring with test keys; the last one is active."""
    numbers = kids or [1]
    keys = [
        {
            "kid": kid,
            "state": "active" if kid == numbers[-1] else "retired",
            "master": base64.b64encode((masters or MASTERS)[kid]).decode("ascii"),
            "created": "2025-06-15T15:06:40Z",
        }
        for kid in numbers
    ]
    return {"format": "lighthouse-keyring/1", "keys": keys}
