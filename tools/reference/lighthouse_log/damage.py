"""Names the damaged ranges of a log: one cause, one finding (docs/format.md, section 12)."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from .folder import Segment
from .layout import HEADER_BYTES, TRAILER_BYTES, Frame
from .scan import Damage, Displaced, is_authentic

CODES_BY_RANK = ("TAMPERED", "FORK", "GAP", "DUPLICATE", "REORDER", "UNKNOWN_KEY", "WRONG_KEY")
BELONGS = "BELONGS"

Witness = tuple[int, bytes]


class FrameIndex:
    """Every frame of a log by seq: the trailers that exist, and the macs of the frames that stand
    in place.
    """

    def __init__(self, segments: list[Segment]) -> None:
        self.trailers: dict[int, set[bytes]] = defaultdict(set)
        self.in_place: dict[int, bytes] = {}
        self.kids: set[int] = set()
        self.trailers[0].add(bytes(TRAILER_BYTES))
        for segment in segments:
            if segment.header and segment.is_trusted:
                self.trailers[segment.header.first_seq - 1].add(segment.header.prev_trailer)
            for element in segment.elements:
                self._add(element)

    def _add(self, element: Any) -> None:
        if isinstance(element, Damage):
            for frame in element.whole:
                self.trailers[frame.seq].add(frame.trailer)
            return
        if isinstance(element, Displaced):
            self.trailers[element.frame.seq].add(element.frame.trailer)
            self.kids.add(element.frame.kid)
            return
        self.trailers[element.seq].add(element.trailer)
        self.in_place.setdefault(element.seq, element.trailer)
        self.kids.add(element.kid)


class Namer:
    """Finds the code of a damaged range by the whole frames in it."""

    def __init__(
        self, index: FrameIndex, keys: Any, wrong: set[int], vouched: set[Witness]
    ) -> None:
        self._index, self._keys, self._wrong, self._vouched = index, keys, wrong, vouched

    def frame_key(self, kid: int) -> bytes | None:
        key = self._keys.of(kid) if self._keys else None
        return key.frame if key else None

    def name(
        self, segment: Segment, damage: Damage, expected: int, kid_in_force: int | None = None
    ) -> str | None:
        """Returns the code that whole frames give a range, None when it is broken."""
        if not damage.whole:
            return None
        data = segment.read()
        codes = set()
        good_end = damage.start if self._has_good_front(segment, damage.start) else -1
        for at, frame in enumerate(damage.whole):
            code = self._moved(data, frame, expected) or self._hidden(frame, kid_in_force)
            if code is None and frame.start == good_end:
                is_gap = frame.seq > expected and self._is_vouched_for(segment, damage, at)
                code = "GAP" if is_gap else "TAMPERED"
            codes.add(code)
            good_end = frame.end
            expected += frame.seq == expected
        if codes == {BELONGS} and damage.end - damage.start == sum(map(len_of, damage.whole)):
            return BELONGS
        return next((code for code in CODES_BY_RANK if code in codes), None)

    def name_displaced(self, frame: Frame) -> str:
        """Returns the code of an authentic frame that does not stand where it belongs."""
        there = self._index.in_place.get(frame.seq)
        if there is None:
            return "REORDER"
        return "DUPLICATE" if there == frame.trailer else "FORK"

    def repeated_seqs(self, segment: Segment, damage: Damage) -> list[int]:
        """The seqs of the frames in a range that stand where they belong too."""
        data = segment.read()
        return [each.seq for each in damage.whole if self._moved(data, each, 0) == "DUPLICATE"]

    def _has_good_front(self, segment: Segment, start: int) -> bool:
        header = segment.header
        if start > HEADER_BYTES or header is None:
            return start > HEADER_BYTES
        return header.prev_trailer == header.prev_trailer_copy

    def _moved(self, data: bytes, frame: Frame, expected: int) -> str | None:
        """The code of a frame that is authentic, but not here.

        BELONGS when it is where it should be all the same.
        """
        for front in self._index.trailers.get(frame.seq - 1, ()):
            if is_authentic(data, frame, front, self.frame_key):
                there = self._index.in_place.get(frame.seq)
                if there is None:
                    return BELONGS if frame.seq == expected else "REORDER"
                return "DUPLICATE" if there == frame.trailer else "FORK"
        return None

    def _hidden(self, frame: Frame, kid_in_force: int | None) -> str | None:
        """The code of a frame that cannot be verified for want of its key."""
        if frame.kid in self._wrong:
            return "WRONG_KEY"
        may_be_in_force = kid_in_force in (None, frame.kid)
        return "UNKNOWN_KEY" if may_be_in_force and self.frame_key(frame.kid) is None else None

    def _is_vouched_for(self, segment: Segment, damage: Damage, at: int) -> bool:
        """Tells whether what follows in a range is whole and without gaps, and its end is testified
        to elsewhere.
        """
        frames = damage.whole[at:]
        for frame, follower in zip(frames, frames[1:]):
            if (follower.start, follower.seq) != (frame.end, frame.seq + 1):
                return False
        last = frames[-1]
        if last.end != damage.end:
            return False
        behind = [
            each.seq
            for each in segment.elements
            if each.start == damage.end and isinstance(each, Frame)
        ]
        return behind == [last.seq + 1] or (last.seq, last.trailer) in self._vouched


def len_of(frame: Frame) -> int:
    return frame.end - frame.start
