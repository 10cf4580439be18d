"""Walks a surveyed log from its first segment to its last: order, links between segments, damaged
ranges.
"""

from __future__ import annotations

from typing import Callable, NamedTuple

from .damage import BELONGS
from .findings import Finding, Range
from .folder import Segment
from .history import History
from .layout import Frame, Header
from .scan import Damage, Displaced, Element
from .survey import Survey
from .tail import unfinished_append


class Event(NamedTuple):
    frame: Frame
    meta: dict
    payload: bytes


TakeEvent = Callable[[Event], None]


class Walk:
    """Takes the segments in order.

    `expected` is the seq that comes next, `last_whole` ends the last whole append.
    """

    def __init__(self, log: Survey, history: History, take_event: TakeEvent) -> None:
        self._log, self._history, self._take_event = log, history, take_event
        self.findings: list[Finding] = []
        self.expected = 1
        self.last_whole = 0
        self.is_end_damaged = False
        self.unread_end = 0
        self._unknown: set[tuple[str, int]] = set()

    def run(self) -> None:
        for at, segment in enumerate(self._log.segments):
            self._enter(at, segment)
            closing = self._log.closing_header(at)
            if segment.closed_at not in (None, segment.size):
                place = (segment.closed_at, segment.size)
                self.findings.append(Finding("SEGMENT_TRAILING_BYTES", segment.name, place))
            code = closing_code(segment, closing) if closing else None
            self._walk_segment(at, segment, is_cut=code == "SEGMENT_TRUNCATED")
            self._judge_unfinished(segment, closing)
            if code and closing:
                self._close(segment, closing, code)

    def _enter(self, at: int, segment: Segment) -> None:
        """Looks at how a segment follows the one before it."""
        before = self._log.segments[at - 1] if at else None
        header = segment.header if segment.is_trusted else None
        self._judge_claimed_key(segment)
        if before is None:
            self._skip_to(segment.first)
        elif header and header.prev_first != before.first and header.first_seq != before.first:
            seqs = (self.expected, header.first_seq)
            self.findings.append(Finding("SEGMENT_MISSING", segment.name, None, some(seqs)))
            self._skip_to(header.first_seq)
        elif header:
            is_other_seq = header.first_seq > self.expected
            if is_other_seq and not is_explained(before, header) or is_other_length(before, header):
                self.findings.append(Finding("SEGMENT_HEADER_TAMPERED", segment.name))
            self._skip_to(header.first_seq)
        if header:
            self._history.enter_segment(segment.name, header)

    def _judge_claimed_key(self, segment: Segment) -> None:
        """A header under a key we do not have, where another is in force, has been tampered with."""
        known = [Finding(code, segment.name) for code in ("UNKNOWN_KEY", "WRONG_KEY")]
        in_force = self._history.kid_in_force
        told = [finding for finding in known if finding in self._log.findings]
        if segment.header and told:
            first = segment.elements[0] if segment.elements else None
            is_other = isinstance(first, Frame) and first.kid != segment.header.kid
            if in_force not in (None, segment.header.kid) or is_other:
                self._log.findings.remove(told[0])
                self.findings.append(Finding("SEGMENT_HEADER_TAMPERED", segment.name))

    def _skip_to(self, seq: int) -> None:
        if seq > self.expected:
            self._history.miss(seq - self.expected)
            self.expected = seq

    def _walk_segment(self, at: int, segment: Segment, is_cut: bool) -> None:
        data = segment.read()
        event_end = unfinished_append(segment.elements)
        follows_damage = False
        for position, element in enumerate(segment.elements):
            if isinstance(element, Damage):
                is_last = position == len(segment.elements) - 1
                self._take_damage(at, segment, element, is_cut and is_last)
                follows_damage = True
            elif isinstance(element, Displaced):
                self._take_displaced(segment, element.frame)
            else:
                self._take_frame(segment, element, data, follows_damage, position < event_end)
                follows_damage = False

    def _take_frame(
        self, segment: Segment, frame: Frame, data: bytes, follows_damage: bool, is_event: bool
    ) -> None:
        if frame.seq > self.expected and not follows_damage:
            missing = (self.expected, frame.seq)
            self.findings.append(Finding("GAP", segment.name, None, missing))
        self._skip_to(frame.seq)
        self.expected = frame.seq + 1
        self.is_end_damaged = False
        created_us = segment.header.created if segment.header and segment.is_trusted else 0
        meta = self._history.take(frame, segment.name, created_us, data)
        if is_event and not frame.has_more:
            self.last_whole = frame.seq
        if is_event and meta is not None:
            self._take_event(Event(frame, meta, frame.payload(data)))

    def _take_displaced(self, segment: Segment, frame: Frame) -> None:
        code = self._log.namer.name_displaced(frame)
        place = (frame.start, frame.end), (frame.seq, frame.seq + 1)
        self.findings.append(Finding(code, segment.name, *place))

    def _take_damage(self, at: int, segment: Segment, damage: Damage, is_cut: bool) -> None:
        kid = self._history.kid_in_force
        code = self._log.namer.name(segment, damage, self.expected, kid)
        next_seq = self._next_seq(at, segment, damage)
        if code == BELONGS:
            self.is_end_damaged = True
            return
        self.is_end_damaged = True
        if code is None and is_cut:
            return
        if code is None:
            code = "CORRUPT" if next_seq is not None else "DAMAGE_BELOW_DURABLE"
        if code in ("WRONG_KEY", "UNKNOWN_KEY"):
            self.unread_end = max(frame.seq for frame in damage.whole)
            is_told = code == "WRONG_KEY" or self._is_told(segment, damage)
            if is_told:
                return
        end = self._log.evidence + 1 if next_seq is None else next_seq
        seqs = some((self.expected, end))
        if code == "REORDER":
            seqs = span([frame.seq for frame in damage.whole])
        if code == "DUPLICATE":
            seqs = span(self._log.namer.repeated_seqs(segment, damage))
        place = (damage.start, damage.end)
        self.findings.append(Finding(code, segment.name, place, seqs))

    def _is_told(self, segment: Segment, damage: Damage) -> bool:
        """Tells whether an unknown key has been reported for this file already."""
        if segment.header and not segment.is_trusted:
            self._unknown.add((segment.name, segment.header.kid))
        kids = {(segment.name, frame.kid) for frame in damage.whole}
        is_told = kids <= self._unknown
        self._unknown |= kids
        return is_told

    def _next_seq(self, at: int, segment: Segment, damage: Damage) -> int | None:
        """The seq of the next authentic frame or segment behind a damaged range."""
        behind: list[Element] = [each for each in segment.elements if each.start >= damage.end]
        frames = [each.seq for each in behind if isinstance(each, Frame)]
        after = [each.first for each in self._log.segments[at + 1 : at + 2]]
        return next(iter(frames + after), None)

    def _judge_unfinished(self, segment: Segment, closing: Header | None) -> None:
        """SPLIT_APPEND: the last append of a segment misses its last frame.

        The tail has been cut off before.
        """
        begin = unfinished_append(segment.elements)
        if begin == len(segment.elements):
            return
        first, last = segment.elements[begin], segment.elements[-1]
        if isinstance(first, Frame) and isinstance(last, Frame):
            if closing and last.seq + 1 < closing.first_seq:
                return
            place, seqs = (first.start, last.end), (first.seq, last.seq + 1)
            self.findings.append(Finding("SPLIT_APPEND", segment.name, place, seqs))

    def _close(self, segment: Segment, closing: Header, code: str) -> None:
        """Reports that a segment does not end as the header behind it says."""
        is_fork = code == "FORK"
        first = closing.first_seq - 1 if is_fork else self.expected
        seqs = some((first, closing.first_seq))
        self.findings.append(Finding(code, segment.name, None, seqs))


def is_explained(before: Segment, header: Header) -> bool:
    """Tells whether other findings account for what is missing at a segment's end."""
    is_damaged = any(not isinstance(element, Frame) for element in before.elements)
    is_unread = before.is_foreign or not before.elements and not before.is_trusted
    return is_damaged or is_unread or closing_code(before, header) is not None


def is_other_length(before: Segment, header: Header) -> bool:
    """Tells whether an undamaged segment has another length than its follower says."""
    is_damaged = any(not isinstance(element, Frame) for element in before.elements)
    is_adjacent = header.prev_first == before.first
    end = closing_end(before, header)
    return is_adjacent and not is_damaged and end not in (None, header.prev_bytes)


def closing_end(segment: Segment, closing: Header) -> int | None:
    """Where the frame ends that a closed segment must end with. None when it is not there."""
    for element in segment.elements:
        frames = element.whole if isinstance(element, Damage) else [element]
        for frame in frames:
            if isinstance(frame, Displaced):
                continue
            if (frame.seq, frame.trailer) == (closing.first_seq - 1, closing.prev_trailer):
                return frame.end
    return None


def closing_code(segment: Segment, closing: Header) -> str | None:
    """Compares a segment's end with what the header behind it says of it."""
    if segment.is_foreign:
        return None
    is_damaged = any(not isinstance(element, Frame) for element in segment.elements)
    if closing_end(segment, closing) is None:
        if segment.size < closing.prev_bytes:
            return "SEGMENT_TRUNCATED"
        return None if is_damaged else "FORK"
    return None


def span(seqs: list[int]) -> Range:
    return (min(seqs), max(seqs) + 1)


def some(seqs: Range) -> Range | None:
    """None for an empty range."""
    return seqs if seqs[0] < seqs[1] else None
