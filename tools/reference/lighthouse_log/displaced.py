"""Finds out which authentic frames stand where they belong (docs/format.md, section 12)."""

from __future__ import annotations

from collections.abc import Sequence

from .folder import Segment
from .layout import TRAILER_BYTES, Frame, Header
from .scan import Damage, Displaced, Element, FrameKey, is_authentic


def set_aside(
    segments: Sequence[Segment], closings: Sequence[Header | None], frame_key: FrameKey
) -> None:
    """Marks the displaced frames of a log, segment by segment, in order.

    Leaves out what stands behind the last frame of a closed segment.
    """
    expected = segments[0].first if segments else 1
    for segment, closing in zip(segments, closings):
        if segment.is_trusted:
            expected = max(expected, segment.first)
        expected = Row(segment, closing, frame_key).mark(expected)
        if closing:
            expected = max(expected, closing.first_seq)


class Row:
    """The elements of one segment. `closing` is the header that says how it ended."""

    def __init__(self, segment: Segment, closing: Header | None, frame_key: FrameKey) -> None:
        self._segment, self._closing, self._frame_key = segment, closing, frame_key
        self._trailer = b""

    def mark(self, expected: int) -> int:
        """Marks what is displaced. Returns the seq expected behind the segment."""
        elements = self._segment.elements
        run_end: int | None = None
        since: list[Damage] = []
        for at, element in enumerate(list(elements)):
            if isinstance(element, Damage):
                since.append(element)
                run_end = None
                continue
            seq = element.seq
            if seq < expected or seq != expected and (
                seq == run_end or self._is_early(at, seq, expected, since)
            ):
                elements[at] = Displaced(element)
                run_end = seq + 1
                continue
            since, run_end = [], None
            self._trailer = element.trailer
            expected = seq + 1
            if self._is_last(element):
                self._segment.closed_at = element.end
                del elements[at + 1 :]
                break
        return expected

    def _is_last(self, frame: Frame) -> bool:
        closing = self._closing
        if closing is None:
            return False
        return (frame.seq, frame.trailer) == (closing.first_seq - 1, closing.prev_trailer)

    def _is_early(self, at: int, seq: int, expected: int, since: Sequence[Damage]) -> bool:
        if self._closing and seq >= self._closing.first_seq:
            return True
        if since and not any(damage.whole for damage in since):
            return False
        run = consecutive(self._segment.elements[at:], seq)
        behind = self._segment.elements[at + run :]
        if not behind:
            return False
        first = behind[0]
        if isinstance(first, Damage):
            below = 1 if self._is_next(first, expected) else 0
            go_on = expected + 1
        else:
            below = 1 if expected <= first.seq < seq else 0
            go_on = first.seq + 1
        is_to_end = self._closing is not None and seq + run == self._closing.first_seq
        needed = 1 if is_to_end else run + 1
        return below > 0 and below + consecutive(behind[1:], go_on) >= needed

    def _is_next(self, damage: Damage, expected: int) -> bool:
        """Tells whether a range is the expected frame and nothing else."""
        if len(damage.whole) != 1 or damage.whole[0].end != damage.end:
            return False
        frame = damage.whole[0]
        front = self._trailer or self._segment.start_bytes[-TRAILER_BYTES:]
        data = self._segment.read()
        return frame.seq == expected and is_authentic(data, frame, front, self._frame_key)


def consecutive(elements: Sequence[Element], seq: int) -> int:
    """Counts the authentic frames at the beginning that have the seqs from `seq` on."""
    count = 0
    for element in elements:
        if not isinstance(element, Frame) or element.seq != seq + count:
            break
        count += 1
    return count
