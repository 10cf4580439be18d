"""Surveys a log before it is judged: whose it is, what is authentic in it, and how far it is known
to have reached.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .damage import FrameIndex, Namer
from .displaced import set_aside
from .findings import Finding
from .folder import Identity, Segment, identify, read_folder, valid_slots
from .head import best_slot
from .headers import judge_header, trust_headers, wrong_kids
from .keys import KeyRing
from .layout import TRAILER_BYTES, Frame, Header, Slot
from .restores import restores_of, split_given_up
from .scan import Displaced, FrameKey, is_torn, scan
from .tail import find_tail


@dataclass(frozen=True)
class Given:
    """What the reader is told besides the log: its clock, and anchors as (seq, mac) and (size,
    root), each with its incarnation if that is not 0.
    """

    now_us: int
    receipts: Sequence[Any] = ()
    checkpoints: Sequence[Any] = ()


class NotALog(Exception):
    """The folder holds neither a segment nor a HEAD."""


@dataclass
class Survey:
    """The segments in order, without the tail, and what must be known before they are judged."""

    segments: list[Segment]
    copies: list[Segment]
    who: Identity | None
    index: FrameIndex
    namer: Namer
    head: bytes | None
    best_slot: Slot | None
    wrong_kids: set[int]
    evidence: int
    findings: list[Finding]
    given: Given
    given_up_count: int

    @property
    def keys(self) -> Any:
        return self.who.keys if self.who else None

    def closing_header(self, at: int) -> Header | None:
        return closing_header(self.segments, at)


def survey(folder: str, ring: KeyRing, given: Given) -> Survey:
    segments, head = read_folder(folder)
    if not segments and head is None:
        raise NotALog(folder)
    who = identify(segments, head, ring)
    trust_headers(segments, who)
    segments, copies = in_order(segments)
    scan_segments(segments, who)
    scan_segments(copies, who)
    set_aside(segments, closing_headers(segments), frame_key_of(who))
    index = FrameIndex(segments)
    wrong = wrong_kids(segments, who, proven_kids(segments, index, head, who))
    best = best_slot(head, who)
    restores = restores_of(segments)
    receipts, lost = split_given_up(given.receipts, restores)
    checkpoints, lost_too = split_given_up(given.checkpoints, restores)
    given = Given(given.now_us, receipts, checkpoints)
    evidence = evidence_of(segments, best, given)
    findings = judge_headers(segments, who, wrong, evidence)
    vouched = {(best.seq, best.trailer)} if best else set()
    vouched |= {(each.first_seq - 1, each.prev_trailer) for each in trusted_headers(segments)}
    namer = Namer(index, who.keys if who else None, wrong, vouched)
    for copy in copies:
        findings += judge_header(copy, who, wrong) + judge_copy(copy, namer)
    findings += cut_tail(segments, evidence, namer)
    parts = (segments, copies, who, index, namer, head, best, wrong, evidence, findings)
    return Survey(*parts, given, lost + lost_too)


def in_order(segments: list[Segment]) -> tuple[list[Segment], list[Segment]]:
    """Returns the segments in order of their first seq, and apart from them the copies."""
    segments.sort(key=lambda each: (each.first, each.first != each.first_by_name, each.name))
    for before, segment in zip(segments, segments[1:]):
        is_again = before.is_trusted and segment.is_trusted and before.first == segment.first
        segment.is_copy = is_again
    originals = [segment for segment in segments if not segment.is_copy]
    return originals, [segment for segment in segments if segment.is_copy]


def frame_key_of(who: Identity | None) -> FrameKey:
    def frame_key(kid: int) -> bytes | None:
        key = who.keys.of(kid) if who else None
        return key.frame if key else None

    return frame_key


def judge_copy(copy: Segment, namer: Namer) -> list[Finding]:
    """Says of each authentic frame of a copy what it repeats, or contradicts."""
    findings: list[Finding] = []
    for element in copy.elements:
        if isinstance(element, Frame):
            place = (element.start, element.end), (element.seq, element.seq + 1)
            findings.append(Finding(namer.name_displaced(element), copy.name, *place))
    return findings


def scan_segments(segments: list[Segment], who: Identity | None) -> None:
    frame_key = frame_key_of(who)
    end_before = bytes(TRAILER_BYTES)
    for at, segment in enumerate(segments):
        if segment.is_foreign:
            continue
        data = segment.read()
        is_vouched_for = segment.is_trusted and segment.header
        front = segment.header.prev_trailer if is_vouched_for else end_before
        segment.elements = scan(
            data, at == len(segments) - 1, frame_key, [segment.header_copy, front]
        )
        end_before = data[-TRAILER_BYTES:]


def closing_header(segments: list[Segment], at: int) -> Header | None:
    """Returns the header that says how a segment ended, if it is there and authentic."""
    after = segments[at + 1] if at + 1 < len(segments) else None
    if not after or not after.is_trusted or not after.header:
        return None
    return after.header if after.header.prev_first == segments[at].first else None


def closing_headers(segments: list[Segment]) -> list[Header | None]:
    return [closing_header(segments, at) for at in range(len(segments))]


def trusted_headers(segments: list[Segment]) -> list[Header]:
    return [segment.header for segment in segments if segment.is_trusted and segment.header]


def proven_kids(
    segments: list[Segment], index: FrameIndex, head: bytes | None, who: Identity | None
) -> set[int]:
    """The key numbers under which anything in the log is authentic."""
    proven = set(index.kids)
    proven.update(header.kid for header in trusted_headers(segments))
    proven.update(slot.kid for slot in (valid_slots(head, who) if who else []))
    return proven


def evidence_of(segments: list[Segment], head: Slot | None, given: Given) -> int:
    """The highest seq that is known to have been durable."""
    seqs = [0] + [seq for seq, _ in given.receipts] + [size for size, _ in given.checkpoints]
    seqs += [head.seq] if head else []
    seqs += [header.first_seq - 1 for header in trusted_headers(segments)]
    for segment in segments:
        for element in segment.elements:
            if isinstance(element, Displaced):
                element = element.frame
            if isinstance(element, Frame):
                seqs.append(min(element.durable, element.seq - 1))
    return max(seqs)


def judge_headers(
    segments: list[Segment], who: Identity | None, wrong: set[int], evidence: int
) -> list[Finding]:
    """Says what is wrong with headers, and leaves an interrupted roll out of the log."""
    last = segments[-1] if segments else None
    findings: list[Finding] = []
    if last and last.header is None and not last.has_frames and last.first > evidence:
        findings.append(Finding("TORN_ROLL", segments.pop().name))
    for segment in segments:
        findings += judge_header(segment, who, wrong)
    return findings


def cut_tail(segments: list[Segment], evidence: int, namer: Namer) -> list[Finding]:
    """Leaves the tail of the last segment out of the log."""
    if not segments:
        return []
    segment = segments[-1]
    tail = find_tail(
        segment, evidence, lambda damage, expected: namer.name(segment, damage, expected) is None
    )
    if tail is None:
        return []
    code = "TORN_TAIL" if is_torn(segment.read(), tail.broken_at) else "DAMAGED_TAIL"
    del segment.elements[tail.at :]
    return [Finding(code, segment.name, (tail.start, segment.size))]
