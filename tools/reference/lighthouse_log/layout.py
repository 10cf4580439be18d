"""The bytes of a log: segment header, frame and HEAD slot (docs/format.md, sections 3, 4 and 6)."""

from __future__ import annotations

import struct
import zlib
from typing import NamedTuple

SEGMENT_MAGIC = b"LHSEG\x01\r\n"
HEAD_MAGIC = b"LHHEAD\x01\n"
VERSION = 1
MAC_BYTES = 32
TRAILER_BYTES = 36
HEADER_BYTES = 192
HEADER_MAC_AT = 120
HEADER_COPY_AT = 156
FRAME_FIXED_BYTES = 36
FRAME_OVERHEAD_BYTES = 72
META_BYTES_MIN = 2
META_BYTES_MAX = 16_384
PAYLOAD_BYTES_MAX = 16_777_216
FRAME_BYTES_MAX = FRAME_OVERHEAD_BYTES + META_BYTES_MAX + PAYLOAD_BYTES_MAX
SLOT_BYTES = 512
SLOT_USED_BYTES = 136
SECTOR_BYTES = 512
U64_LIMIT = 2**53

MORE, SIGNED, SYSTEM = 1, 2, 4
SEALED_LOG = 1
CLEAN = 1

HEADER = struct.Struct("<8sHHHH16sQQQQ36s8s12s32sI36s")
FRAME = struct.Struct("<IBBHQQQI")
SLOT = struct.Struct("<8sQQQQHHI16s36s32sI")


def crc32(data: bytes) -> int:
    return zlib.crc32(data) & 0xFFFFFFFF


class Header(NamedTuple):
    magic: bytes
    header_bytes: int
    version: int
    kid: int
    flags: int
    log_id: bytes
    first_seq: int
    created: int
    prev_first: int
    prev_bytes: int
    prev_trailer: bytes
    key_check: bytes
    reserved: bytes
    mac: bytes
    crc: int
    prev_trailer_copy: bytes

    @property
    def is_sealed(self) -> bool:
        return bool(self.flags & SEALED_LOG)

    @property
    def has_right_fields(self) -> bool:
        """Tells whether the fields that have only one right value have it, and the numbers are in
        range.
        """
        fixed = (self.magic, self.header_bytes, self.version, self.reserved)
        numbers = (self.first_seq, self.created, self.prev_first, self.prev_bytes)
        return (
            fixed == (SEGMENT_MAGIC, HEADER_BYTES, VERSION, bytes(12))
            and self.flags & ~SEALED_LOG == 0
            and self.first_seq >= 1
            and all(number < U64_LIMIT for number in numbers)
        )


def read_header(data: bytes) -> Header | None:
    """Reads the header of a segment. None when it is cut short or its CRC is wrong."""
    if len(data) < HEADER_BYTES:
        return None
    header = Header._make(HEADER.unpack_from(data))
    return header if header.crc == crc32(data[: HEADER_COPY_AT - 4]) else None


class Frame(NamedTuple):
    """One frame, at bytes [start, end) of its segment. Its meta and payload stay in the file."""

    start: int
    end: int
    flags: int
    kid: int
    seq: int
    durable: int
    ts: int
    meta_end: int
    trailer: bytes

    @property
    def mac(self) -> bytes:
        return self.trailer[:MAC_BYTES]

    @property
    def has_more(self) -> bool:
        return bool(self.flags & MORE)

    @property
    def is_system(self) -> bool:
        return bool(self.flags & SYSTEM)

    def meta(self, data: bytes) -> bytes:
        return data[self.start + FRAME_FIXED_BYTES : self.meta_end]

    def payload(self, data: bytes) -> bytes:
        return data[self.meta_end : self.end - TRAILER_BYTES]


def read_frame(data: bytes, start: int) -> Frame | None:
    """Reads the frame that starts at an offset. None when it breaks rule 4 or 5."""
    frame = read_frame_shape(data, start)
    if not frame:
        return None
    stored_crc = int.from_bytes(data[frame.end - 4 : frame.end], "little")
    return frame if crc32(data[start : frame.end - 4]) == stored_crc else None


def read_frame_shape(data: bytes, start: int) -> Frame | None:
    """Reads what may be a damaged frame. None when it breaks rule 4."""
    if start + FRAME_FIXED_BYTES > len(data):
        return None
    length, version, flags, kid, seq, durable, ts, meta_length = FRAME.unpack_from(data, start)
    end = start + length
    if not FRAME_OVERHEAD_BYTES + META_BYTES_MIN <= length <= FRAME_BYTES_MAX or end > len(data):
        return None
    if version != VERSION or flags & ~(MORE | SIGNED | SYSTEM):
        return None
    if not META_BYTES_MIN <= meta_length <= min(META_BYTES_MAX, length - FRAME_OVERHEAD_BYTES):
        return None
    if length - FRAME_OVERHEAD_BYTES - meta_length > PAYLOAD_BYTES_MAX:
        return None
    meta_end = start + FRAME_FIXED_BYTES + meta_length
    trailer = bytes(data[end - TRAILER_BYTES : end])
    return Frame(start, end, flags, kid, seq, durable, ts, meta_end, trailer)


class Slot(NamedTuple):
    magic: bytes
    n: int
    seq: int
    bytes: int
    seg_first: int
    kid: int
    flags: int
    reserved: int
    log_id: bytes
    trailer: bytes
    mac: bytes
    crc: int


def read_slot(data: bytes, place: int) -> Slot | None:
    """Reads HEAD slot 0 or 1. None when anything but its logId, MAC or key is wrong."""
    raw = data[place * SLOT_BYTES : (place + 1) * SLOT_BYTES]
    if len(raw) < SLOT_BYTES:
        return None
    slot = Slot._make(SLOT.unpack_from(raw))
    is_right = (
        slot.magic == HEAD_MAGIC
        and slot.n % 2 == place
        and slot.flags & ~CLEAN == 0
        and slot.reserved == 0
        and slot.crc == crc32(raw[: SLOT_USED_BYTES - 4])
        and not any(raw[SLOT_USED_BYTES:])
        and max(slot.n, slot.seq, slot.bytes, slot.seg_first) < U64_LIMIT
    )
    return slot if is_right else None
