"""Judges segment headers: rules 1 and 2, and whose keys they are under."""

from __future__ import annotations

from .findings import Finding
from .folder import Identity, Segment, check_of, is_header_of
from .layout import TRAILER_BYTES


def trust_headers(segments: list[Segment], who: Identity | None) -> None:
    """Marks the headers that are authentic, and the segments that belong to another log."""
    for segment in segments:
        if who and segment.header:
            segment.is_trusted = is_header_of(who, segment)
            is_ours = check_of(who.keys, segment.header.kid) == segment.header.key_check
            segment.is_foreign = segment.header.log_id != who.log_id and not is_ours


def wrong_kids(segments: list[Segment], who: Identity | None, proven: set[int]) -> set[int]:
    """The key numbers of which our key is another than the one this log was written with."""
    headers = [segment.header for segment in segments if segment.header and not segment.is_foreign]
    wrong: set[int] = set()
    for header in headers:
        check = check_of(who.keys, header.kid) if who else None
        if check is not None and check != header.key_check:
            wrong.add(header.kid)
    return wrong - proven


def judge_header(segment: Segment, who: Identity | None, wrong: set[int]) -> list[Finding]:
    """Says what is wrong with a header, its links aside."""
    header = segment.header
    if header is None:
        return [Finding("SEGMENT_HEADER_CORRUPT", segment.name)]
    if segment.is_foreign:
        return [Finding("FOREIGN_SEGMENT", segment.name)]
    if header.kid in wrong:
        return [Finding("WRONG_KEY", segment.name)]
    if not segment.is_trusted:
        is_known = who and who.keys.of(header.kid)
        return [Finding("SEGMENT_HEADER_TAMPERED" if is_known else "UNKNOWN_KEY", segment.name)]
    findings: list[Finding] = []
    is_first_linked = header.first_seq == 1 and is_linked(segment)
    is_other_mode = who is not None and header.is_sealed != who.is_sealed
    if not header.has_right_fields or is_first_linked or is_other_mode:
        findings.append(Finding("SEGMENT_HEADER_TAMPERED", segment.name))
    if header.prev_trailer != header.prev_trailer_copy:
        findings.append(Finding("SEGMENT_HEADER_CORRUPT", segment.name))
    if segment.first_by_name != header.first_seq:
        findings.append(Finding("SEGMENT_RENAMED", segment.name))
    return findings


def is_linked(segment: Segment) -> bool:
    """Tells whether a header names a segment before it."""
    header = segment.header
    if header is None:
        return False
    return (header.prev_first, header.prev_bytes, header.prev_trailer) != (
        0,
        0,
        bytes(TRAILER_BYTES),
    )
