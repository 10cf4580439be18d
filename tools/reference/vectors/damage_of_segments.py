"""Vectors of logs whose segments were damaged, lost, renamed or exchanged."""

from __future__ import annotations

from lighthouse_log.layout import HEADER_BYTES

from .damage_of_bytes import FIRST
from .intact import events_of
from .log_writer import OTHER_LOG_ID, LogWriter, segment_name
from .vector import Vector, finding, vector

SECOND, THIRD = segment_name(3), segment_name(5)


def three_segments(log_id: bytes = LogWriter().log_id) -> LogWriter:
    """Frames 1, 2 and 3, 4 and 5, 6, each pair in a segment of its own."""
    log = events_of(LogWriter(log_id), 2)
    log.roll()
    events_of(log, 2)
    log.roll()
    return events_of(log, 2)


@vector
def segment_missing() -> Vector:
    log = three_segments()
    del log.files[SECOND]
    return Vector(
        log,
        "the third segment names a second one that is not there",
        "tampered",
        [finding("SEGMENT_MISSING", THIRD, (3, 5))],
        without=[3, 4],
    )


@vector
def first_segment_missing() -> Vector:
    log = three_segments()
    del log.files[FIRST]
    return Vector(
        log,
        "the log does not begin at 1, and no record says that its beginning was archived",
        "tampered",
        [finding("TRUNCATED_HEAD", SECOND, (1, 3))],
        without=[1, 2],
    )


@vector
def last_segment_missing() -> Vector:
    log = three_segments()
    del log.files[THIRD]
    return Vector(
        log,
        "HEAD names frames of a segment that is not there",
        "tampered",
        [finding("TRUNCATED", SECOND, (5, 7)), finding("HEAD_AHEAD", "HEAD", (5, 7))],
        last_seq=4,
        without=[5, 6],
    )


@vector
def segment_renamed() -> Vector:
    log = three_segments()
    log.files[segment_name(4)] = log.files.pop(SECOND)
    return Vector(
        log,
        "the name of the second segment is not the firstSeq in its header",
        "tampered",
        [finding("SEGMENT_RENAMED", segment_name(4))],
    )


@vector
def segment_truncated() -> Vector:
    log = three_segments()
    del log.files[SECOND][log.written[4].start + 10 :]
    return Vector(
        log,
        "the third segment says that the second was longer",
        "tampered",
        [finding("SEGMENT_TRUNCATED", SECOND, (4, 5))],
        without=[4],
    )


@vector
def deleted_from_closed_segment() -> Vector:
    log = events_of(LogWriter(), 2)
    log.roll()
    events_of(log, 3)
    log.roll()
    events_of(log, 1)
    place = log.written[3]
    del log.files[SECOND][place.start : place.end]
    return Vector(
        log,
        "the segment is shorter than the next one says, but its end is there: only the gap is told",
        "tampered",
        [finding("GAP", SECOND, (3, 5))],
        without=[3, 4],
    )


@vector
def segment_zeroed_at_end() -> Vector:
    log = three_segments()
    place = log.written[4]
    log.files[SECOND][place.start : place.end] = bytes(place.end - place.start)
    return Vector(
        log,
        "zeros at the end of a closed segment are no space written ahead",
        "tampered",
        [finding("CORRUPT", SECOND, (4, 5))],
        without=[4],
    )


@vector
def segment_trailing_bytes() -> Vector:
    log = three_segments()
    log.files[SECOND].extend(b"left over")
    return Vector(
        log,
        "the third segment says that the second was shorter",
        "tampered",
        [finding("SEGMENT_TRAILING_BYTES", SECOND)],
    )


@vector
def header_corrupt() -> Vector:
    log = three_segments()
    log.files[SECOND][43] ^= 4
    return Vector(
        log,
        "a bit of a header differs and its CRC tells; the frames behind it are still verified",
        "tampered",
        [finding("SEGMENT_HEADER_CORRUPT", SECOND)],
    )


@vector
def header_copy_corrupt() -> Vector:
    log = three_segments()
    log.files[SECOND][160] ^= 4
    return Vector(
        log,
        "the second copy of prevTrailer differs from the first, by which frame 3 is verified",
        "tampered",
        [finding("SEGMENT_HEADER_CORRUPT", SECOND)],
    )


@vector
def foreign_segment() -> Vector:
    log, other = three_segments(), three_segments(OTHER_LOG_ID)
    log.files[SECOND] = other.files[SECOND]
    return Vector(
        log,
        "the second segment is that of another log under the same master key",
        "tampered",
        [finding("FOREIGN_SEGMENT", SECOND)],
        without=[3, 4],
    )


@vector
def torn_roll() -> Vector:
    log = events_of(LogWriter(), 2)
    log.files[SECOND] = bytearray(100)
    return Vector(
        log,
        "a crash came before the header of the new segment was on disk",
        "unknown",
        [finding("TORN_ROLL", SECOND)],
    )


@vector
def torn_roll_below_evidence() -> Vector:
    log = three_segments()
    del log.files[THIRD][HEADER_BYTES - 50 :]
    return Vector(
        log,
        "the last segment is cut within its header, but HEAD says that it held frames",
        "tampered",
        [
            finding("SEGMENT_HEADER_CORRUPT", THIRD),
            finding("TRUNCATED", THIRD, (5, 7)),
            finding("HEAD_AHEAD", "HEAD", (5, 7)),
        ],
        last_seq=4,
        without=[5, 6],
    )
