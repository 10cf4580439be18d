"""Names the damaged ranges of a log: one cause, one finding (docs/format.md, section 12)."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, Dict, List, Optional, Set

from .folder import Segment
from .layout import HEADER_BYTES, TRAILER_BYTES, Frame
from .scan import Damage, is_authentic

CODES_BY_RANK = ("TAMPERED", "FORK", "GAP", "DUPLICATE", "REORDER", "UNKNOWN_KEY", "WRONG_KEY")
MOVED = ("DUPLICATE", "REORDER")


class FrameIndex:
    """Every frame of a log by seq: the trailers that exist, and the macs of the frames that stand in place."""

    def __init__(self, segments: List[Segment]) -> None:
        self.trailers: Dict[int, Set[bytes]] = defaultdict(set)
        self.in_place: Dict[int, bytes] = {}
        self.kids: Set[int] = set()
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
        self.trailers[element.seq].add(element.trailer)
        self.in_place.setdefault(element.seq, element.trailer)
        self.kids.add(element.kid)


class Namer:
    """Finds the code of a damaged range by the whole frames in it."""

    def __init__(self, index: FrameIndex, keys: Any, wrong: Set[int]) -> None:
        self._index, self._keys, self._wrong = index, keys, wrong

    def frame_key(self, kid: int) -> Optional[bytes]:
        key = self._keys.of(kid) if self._keys else None
        return key.frame if key else None

    def name(self, segment: Segment, damage: Damage, expected: int) -> Optional[str]:
        """Returns the code that whole frames give a range, None when it is broken."""
        if not damage.whole:
            return None
        data = segment.read()
        codes = set()
        good_end = damage.start if self._has_good_front(segment, damage.start) else -1
        for frame in damage.whole:
            codes.add(self._cause(data, frame, expected, frame.start == good_end))
            good_end, expected = frame.end, frame.seq + 1
        return next((code for code in CODES_BY_RANK if code in codes), None)

    def _has_good_front(self, segment: Segment, start: int) -> bool:
        header = segment.header
        if start > HEADER_BYTES or header is None:
            return start > HEADER_BYTES
        return header.prev_trailer == header.prev_trailer_copy

    def _cause(self, data: bytes, frame: Frame, expected: int, has_good_front: bool) -> Optional[str]:
        for front in self._index.trailers.get(frame.seq - 1, ()):
            if is_authentic(data, frame, front, self.frame_key):
                there = self._index.in_place.get(frame.seq)
                if there is None:
                    return "REORDER"
                return "DUPLICATE" if there == frame.trailer else "FORK"
        if frame.kid in self._wrong:
            return "WRONG_KEY"
        if self.frame_key(frame.kid) is None:
            return "UNKNOWN_KEY"
        if not has_good_front:
            return None
        return "GAP" if frame.seq > expected else "TAMPERED"
