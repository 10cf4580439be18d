"""Vectors of logs whose bytes were changed without the key: by a disk, a crash or a hand."""

from __future__ import annotations

from lighthouse_log.layout import HEADER_BYTES, TRAILER_BYTES, crc32

from .intact import events_of, frame_bytes
from .log_writer import OTHER_LOG_ID, LogWriter, event, segment_name, with_header_crc
from .vector import Vector, finding, vector

FIRST = segment_name(1)


def flip(log: LogWriter, seq: int, from_end: int = 40) -> None:
    """Flips a bit of a frame, so many bytes before its end; 40 is in the payload."""
    place = log.written[seq]
    log.files[place.file][place.end - from_end] ^= 0x20


def replace(log: LogWriter, first: int, last: int, new: bytes) -> None:
    """Puts other bytes in the place of frames first to last."""
    data = log.files[log.written[first].file]
    data[log.written[first].start : log.written[last].end] = new


def lost_at_end(code: str, seq: int, last: int) -> list:
    """What a reader says when HEAD names frames that are not there any more."""
    return [finding(code, FIRST, (seq, last + 1)), finding("HEAD_AHEAD", "HEAD", (seq, last + 1))]


@vector
def flipped_bit() -> Vector:
    log = events_of(LogWriter(), 5)
    flip(log, 3)
    return Vector(
        log,
        "one bit of a payload differs and the CRC tells; the frames around it are still verified",
        "tampered",
        [finding("CORRUPT", FIRST, (3, 4))],
        without=[3],
    )


@vector
def flipped_bit_in_trailer() -> Vector:
    log = events_of(LogWriter(), 5)
    flip(log, 3, from_end=20)
    return Vector(
        log,
        "a damaged trailer takes the next frame with it: one range, one finding",
        "tampered",
        [finding("CORRUPT", FIRST, (3, 5))],
        without=[3, 4],
    )


@vector
def flipped_bit_in_length() -> Vector:
    log = events_of(LogWriter(), 5)
    log.live[log.written[2].start] ^= 0x08
    return Vector(
        log,
        "a wrong length leads nowhere: the reader looks for the next authentic frame byte by byte",
        "tampered",
        [finding("CORRUPT", FIRST, (2, 3))],
        without=[2],
    )


@vector
def flipped_bit_in_last_frame() -> Vector:
    log = events_of(LogWriter(), 3)
    flip(log, 3)
    return Vector(
        log,
        "the last frame is damaged, and HEAD says that it was durable: no torn write",
        "tampered",
        lost_at_end("DAMAGE_BELOW_DURABLE", 3, 3),
        last_seq=2,
        without=[3],
    )


@vector
def flipped_bit_below_later_durable() -> Vector:
    log = events_of(LogWriter(), 2)
    head = bytes(log.head)
    events_of(log, 2)
    log.head[:] = head
    flip(log, 3)
    return Vector(
        log,
        "HEAD is old, but frame 4 says that frame 3 was durable: no torn write",
        "tampered",
        [finding("CORRUPT", FIRST, (3, 4))],
        without=[3],
    )


@vector
def flipped_bit_around_piece_of_log() -> Vector:
    log = events_of(LogWriter(), 2)
    piece = bytes(log.live[log.written[2].start - TRAILER_BYTES :])
    log.append(event("note", "s1", piece + b"..."))
    events_of(log, 1)
    flip(log, 3, from_end=38)
    return Vector(
        log,
        "the payload of the damaged frame holds frame 2 and its front: no place to resync",
        "tampered",
        [finding("CORRUPT", FIRST, (3, 4))],
        without=[3],
    )


def make_crc(log: LogWriter, seq: int) -> None:
    """Makes the CRC of a frame anew, as anybody can."""
    place = log.written[seq]
    data = log.files[place.file]
    crc = crc32(bytes(data[place.start : place.end - 4]))
    data[place.end - 4 : place.end] = crc.to_bytes(4, "little")


@vector
def edited_with_crc() -> Vector:
    log = events_of(LogWriter(), 5)
    flip(log, 3)
    make_crc(log, 3)
    return Vector(
        log,
        "the CRC was made anew, the MAC could not be; frame 4 was chained to the old CRC",
        "tampered",
        [finding("TAMPERED", FIRST, (3, 5))],
        without=[3, 4],
    )


@vector
def edited_seq_with_crc() -> Vector:
    log = events_of(LogWriter(), 5)
    log.live[log.written[3].start + 8] = 4
    make_crc(log, 3)
    return Vector(
        log,
        "a frame that says it is the fourth behind the second is no gap when frame 4 follows it",
        "tampered",
        [finding("TAMPERED", FIRST, (3, 5))],
        without=[3, 4],
    )


@vector
def edited_kid_with_crc() -> Vector:
    log = events_of(LogWriter(), 5)
    log.live[log.written[3].start + 6] = 9
    make_crc(log, 3)
    return Vector(
        log,
        "a key number that is not known is no excuse where another one is in force",
        "tampered",
        [finding("TAMPERED", FIRST, (3, 5))],
        without=[3, 4],
    )


@vector
def deleted_frame_before_last() -> Vector:
    log = events_of(LogWriter(), 4)
    replace(log, 3, 3, b"")
    return Vector(
        log,
        "frame 3 was cut out; the trailer in HEAD says that frame 4 behind it is the right one",
        "tampered",
        [finding("GAP", FIRST, (3, 5)), finding("HEAD_AHEAD", "HEAD", (3, 5))],
        last_seq=2,
        without=[3, 4],
    )


@vector
def deleted_frame() -> Vector:
    log = events_of(LogWriter(), 5)
    replace(log, 3, 3, b"")
    return Vector(
        log,
        "frame 3 was cut out; frame 4 cannot be verified, for what it was chained to is gone",
        "tampered",
        [finding("GAP", FIRST, (3, 5))],
        without=[3, 4],
    )


@vector
def swapped_frames() -> Vector:
    log = events_of(LogWriter(), 6)
    replace(log, 3, 4, frame_bytes(log, 4) + frame_bytes(log, 3))
    return Vector(
        log,
        "frames 3 and 4 changed places: each is authentic with the trailer of its predecessor",
        "tampered",
        [finding("REORDER", FIRST, (3, 6))],
        without=[3, 4, 5],
    )


@vector
def duplicated_frame() -> Vector:
    log = events_of(LogWriter(), 4)
    replace(log, 2, 2, frame_bytes(log, 2) * 2)
    return Vector(
        log,
        "frame 2 stands there twice, and the second is not counted",
        "tampered",
        [finding("DUPLICATE", FIRST, (2, 3))],
    )


@vector
def replayed_frame_at_end() -> Vector:
    log = events_of(LogWriter(), 3)
    log.live.extend(frame_bytes(log, 2))
    return Vector(
        log,
        "a frame of this log was appended again: genuine, but not here",
        "tampered",
        [finding("DUPLICATE", FIRST, (2, 3))],
    )


@vector
def spliced_frame() -> Vector:
    log = events_of(LogWriter(), 5)
    other = events_of(LogWriter(OTHER_LOG_ID), 5)
    replace(log, 3, 3, frame_bytes(other, 3))
    return Vector(
        log,
        "frame 3 comes from another log under the same master key, whose log key differs",
        "tampered",
        [finding("TAMPERED", FIRST, (3, 5))],
        without=[3, 4],
    )


@vector
def inserted_frame() -> Vector:
    log = events_of(LogWriter(), 4)
    other = events_of(LogWriter(OTHER_LOG_ID), 5)
    replace(log, 2, 2, frame_bytes(log, 2) + frame_bytes(other, 3))
    return Vector(
        log,
        "a foreign frame was put between 2 and 3; 3 is genuine but not chained to it",
        "tampered",
        [finding("TAMPERED", FIRST, (3, 4))],
        without=[3],
    )


@vector
def truncated() -> Vector:
    log = events_of(LogWriter(), 4)
    del log.live[log.written[3].start :]
    return Vector(
        log,
        "the file ends behind frame 2, but HEAD says that frame 4 was durable",
        "tampered",
        lost_at_end("TRUNCATED", 3, 4),
        last_seq=2,
        without=[3, 4],
    )


@vector
def truncated_to_zeros() -> Vector:
    log = events_of(LogWriter(), 4)
    end = len(log.live)
    del log.live[log.written[4].start :]
    log.live.extend(bytes(end - len(log.live)))
    return Vector(
        log,
        "frame 4 became zeros, like space written ahead, but HEAD says that it was durable",
        "tampered",
        lost_at_end("TRUNCATED", 4, 4),
        last_seq=3,
        without=[4],
    )


@vector
def truncated_within_frame() -> Vector:
    log = events_of(LogWriter(), 4)
    del log.live[log.written[4].end - 50 :]
    return Vector(
        log,
        "frame 4 is cut in two, but HEAD says that it was durable",
        "tampered",
        lost_at_end("DAMAGE_BELOW_DURABLE", 4, 4),
        last_seq=3,
        without=[4],
    )


@vector
def truncated_within_append() -> Vector:
    log = events_of(LogWriter(), 1)
    log.append(*(event("command.step", "plan", {"step": step}) for step in (1, 2, 3)))
    del log.live[log.written[4].start :]
    return Vector(
        log,
        "the last frame of an append is gone that HEAD knows of: frames 2 and 3 are left of it",
        "tampered",
        [
            finding("SPLIT_APPEND", FIRST, (2, 4)),
            finding("TRUNCATED", FIRST, (4, 5)),
            finding("HEAD_AHEAD", "HEAD", (2, 5)),
        ],
        last_seq=1,
        without=[2, 3, 4],
    )


@vector
def torn_by_end_of_file() -> Vector:
    log = events_of(LogWriter(), 2)
    log.append(event("note", "s1", bytes(range(200))), is_acknowledged=False)
    del log.live[log.written[3].end - 90 :]
    return torn(log, "the file ends within frame 3, of which nobody was told", [3])


@vector
def torn_by_zero_sector() -> Vector:
    log = events_of(LogWriter(), 2)
    log.append(event("note", "s1", bytes(range(1, 256)) * 8), is_acknowledged=False)
    log.live[1024:1536] = bytes(512)
    return torn(log, "one sector of frame 3 never reached the disk", [3])


@vector
def torn_before_later_frame() -> Vector:
    log = events_of(LogWriter(), 2)
    log.append(event("note", "s1", bytes(range(1, 256)) * 8), is_acknowledged=False)
    log.append(event("note", "s1", {"n": 4}), is_acknowledged=False)
    log.live[1024:1536] = bytes(512)
    return torn(
        log,
        "frame 4 is whole, but says no more than that frame 2 was durable: it goes with 3",
        [3, 4],
    )


@vector
def torn_within_zeros() -> Vector:
    log = events_of(LogWriter(), 2)
    log.append(event("note", "s1", bytes(range(1, 256)) * 2), is_acknowledged=False)
    log.live[log.written[3].end - 100 :] = bytes(2000)
    return torn(log, "the end of frame 3 is missing in a file with space written ahead", [3])


@vector
def torn_append() -> Vector:
    log = events_of(LogWriter(), 2)
    steps = (event("command.step", "plan", {"step": step}) for step in (1, 2, 3))
    log.append(*steps, is_acknowledged=False)
    del log.live[log.written[5].start :]
    return torn(
        log, "two of three frames of an append are whole, and nobody was told of them", [3, 4, 5]
    )


def torn(log: LogWriter, why: str, lost: list) -> Vector:
    findings = [finding("TORN_TAIL", FIRST)]
    return Vector(log, why, "unknown", findings, last_seq=2, without=lost)


@vector
def damaged_tail() -> Vector:
    log = events_of(LogWriter(), 2)
    log.append(event("note", "s1", {"n": 3}), is_acknowledged=False)
    flip(log, 3)
    return Vector(
        log,
        "frame 3, of which nobody was told, is damaged, but not as a torn write is",
        "unknown",
        [finding("DAMAGED_TAIL", FIRST)],
        last_seq=2,
        without=[3],
    )


@vector
def edited_tail() -> Vector:
    log = events_of(LogWriter(), 2)
    log.append(event("note", "s1", {"n": 3}), is_acknowledged=False)
    flip(log, 3)
    make_crc(log, 3)
    return Vector(
        log,
        "a crash does not make a right CRC over a wrong MAC, above the evidence neither",
        "tampered",
        [finding("TAMPERED", FIRST)],
        last_seq=2,
        without=[3],
    )


@vector
def head_missing() -> Vector:
    log = events_of(LogWriter(), 2)
    findings = [finding("HEAD_MISSING", "HEAD")]
    return Vector(log, "a log with frames has no HEAD", "tampered", findings, has_head=False)


@vector
def head_corrupt() -> Vector:
    log = events_of(LogWriter(), 2)
    log.head[20] ^= 1
    log.head[600] ^= 1
    return Vector(log, "both slots are invalid", "tampered", [finding("HEAD_CORRUPT", "HEAD")])


@vector
def head_slots_exchanged() -> Vector:
    log = events_of(LogWriter(), 2)
    log.head[:] = log.head[512:] + log.head[:512]
    why = "slot n mod 2 is written when the counter is n: a slot in the other place is invalid"
    return Vector(log, why, "tampered", [finding("HEAD_CORRUPT", "HEAD")])


@vector
def header_edited_with_crc() -> Vector:
    log = events_of(LogWriter(), 2)
    log.live[40] ^= 1
    log.live[:HEADER_BYTES] = with_header_crc(bytes(log.live[:HEADER_BYTES]))
    findings = [finding("SEGMENT_HEADER_TAMPERED", FIRST)]
    return Vector(
        log, "created was changed and the CRC made anew, the MAC could not be", "tampered", findings
    )
