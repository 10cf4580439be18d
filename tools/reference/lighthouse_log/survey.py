"""Surveys a log before it is judged: whose it is, what is authentic in it, and how far it is known to have reached."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, List, Optional, Sequence, Set, Tuple

from .damage import FrameIndex, Namer
from .findings import Finding
from .folder import Identity, Segment, identify, read_folder, valid_slots
from .head import best_slot
from .headers import judge_header, trust_headers, wrong_kids
from .keys import KeyRing
from .layout import TRAILER_BYTES, Frame, Header, Slot
from .scan import is_torn, scan
from .tail import find_tail


@dataclass(frozen=True)
class Given:
    """What the reader is told besides the log: its clock, and anchors as (seq, mac) and (size, root)."""

    now_us: int
    receipts: Sequence[Tuple[int, bytes]] = ()
    checkpoints: Sequence[Tuple[int, bytes]] = ()


class NotALog(Exception):
    """The folder holds neither a segment nor a HEAD."""


@dataclass
class Survey:
    """The segments in order, without the tail, and all that judging them needs to know beforehand."""

    segments: List[Segment]
    who: Optional[Identity]
    index: FrameIndex
    namer: Namer
    head: Optional[bytes]
    best_slot: Optional[Slot]
    wrong_kids: Set[int]
    evidence: int
    findings: List[Finding]

    @property
    def keys(self) -> Any:
        return self.who.keys if self.who else None

    def closing_header(self, at: int) -> Optional[Header]:
        return closing_header(self.segments, at)


def survey(folder: str, ring: KeyRing, given: Given) -> Survey:
    segments, head = read_folder(folder)
    if not segments and head is None:
        raise NotALog(folder)
    who = identify(segments, head, ring)
    trust_headers(segments, who)
    segments.sort(key=lambda segment: (segment.first, segment.name))
    scan_segments(segments, who)
    index = FrameIndex(segments)
    wrong = wrong_kids(segments, who, proven_kids(segments, index, head, who))
    best = best_slot(head, who)
    evidence = evidence_of(segments, best, given)
    findings = judge_headers(segments, who, wrong, evidence)
    namer = Namer(index, who.keys if who else None, wrong)
    findings += cut_tail(segments, evidence, namer)
    return Survey(segments, who, index, namer, head, best, wrong, evidence, findings)


def scan_segments(segments: List[Segment], who: Optional[Identity]) -> None:
    def frame_key(kid: int) -> Optional[bytes]:
        key = who.keys.of(kid) if who else None
        return key.frame if key else None

    end_before = b""
    for at, segment in enumerate(segments):
        if segment.is_foreign:
            continue
        data = segment.read()
        closing = closing_header(segments, at)
        if closing and not data.endswith(closing.prev_trailer):
            data = data[: closing.prev_bytes]
        is_vouched_for = segment.is_trusted and segment.header
        front = segment.header.prev_trailer if is_vouched_for else end_before
        segment.elements = scan(data, at == len(segments) - 1, frame_key, [segment.header_copy, front])
        end_before = data[-TRAILER_BYTES:]


def closing_header(segments: List[Segment], at: int) -> Optional[Header]:
    """Returns the header that says how a segment ended, if it is there and authentic."""
    after = segments[at + 1] if at + 1 < len(segments) else None
    if not after or not after.is_trusted or not after.header:
        return None
    return after.header if after.header.prev_first == segments[at].first else None


def proven_kids(
    segments: List[Segment], index: FrameIndex, head: Optional[bytes], who: Optional[Identity]
) -> Set[int]:
    """The key numbers under which anything in the log is authentic."""
    proven = set(index.kids)
    proven.update(each.header.kid for each in segments if each.is_trusted and each.header)
    proven.update(slot.kid for slot in (valid_slots(head, who) if who else []))
    return proven


def evidence_of(segments: List[Segment], head: Optional[Slot], given: Given) -> int:
    """The highest seq that is known to have been durable."""
    seqs = [0] + [seq for seq, _ in given.receipts] + [size for size, _ in given.checkpoints]
    seqs += [head.seq] if head else []
    for segment in segments:
        if segment.is_trusted and segment.header:
            seqs.append(segment.header.first_seq - 1)
        frames = [element for element in segment.elements if isinstance(element, Frame)]
        seqs += [min(frame.durable, frame.seq - 1) for frame in frames]
    return max(seqs)


def judge_headers(
    segments: List[Segment], who: Optional[Identity], wrong: Set[int], evidence: int
) -> List[Finding]:
    """Says what is wrong with headers, and leaves an interrupted roll out of the log."""
    last = segments[-1] if segments else None
    findings: List[Finding] = []
    if last and last.header is None and not last.has_frames and last.first > evidence:
        findings.append(Finding("TORN_ROLL", segments.pop().name))
    for segment in segments:
        findings += judge_header(segment, who, wrong)
    return findings


def cut_tail(segments: List[Segment], evidence: int, namer: Namer) -> List[Finding]:
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
