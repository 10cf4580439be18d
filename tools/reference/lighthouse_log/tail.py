"""Finds the tail: what a crash may have left behind the last whole append."""

from __future__ import annotations

from typing import Callable, NamedTuple

from .folder import Segment
from .layout import Frame
from .scan import Damage, Element

IsBroken = Callable[[Damage, int], bool]


class Tail(NamedTuple):
    """`at` is where in the elements of the segment it begins, `broken_at` the offset of its first
    damage.
    """

    at: int
    start: int
    broken_at: int


def first_damaged(damage: Damage) -> int:
    """Where the first frame stands that is not whole."""
    start = damage.start
    for frame in damage.whole:
        if frame.start == start:
            start = frame.end
    return start


def unfinished_append(elements: list[Element]) -> int:
    """Where the append begins whose last frame is missing at the end.

    The end itself when there is none.
    """
    at = len(elements)
    while at > 0 and isinstance(elements[at - 1], Frame) and elements[at - 1].has_more:
        at -= 1
    return at


def find_tail(segment: Segment, evidence: int, is_broken: IsBroken) -> Tail | None:
    """Finds the tail of the last segment, if what is missing there lies above the evidence."""
    elements = segment.elements
    expected = segment.first
    at, broken_at = len(elements), None
    for position, element in enumerate(elements):
        if isinstance(element, Frame):
            expected = element.seq + 1
        elif isinstance(element, Damage) and expected > evidence and is_broken(element, expected):
            at, broken_at = position, first_damaged(element)
            break
    before = unfinished_append(elements[:at])
    if before < at and elements[before].seq > evidence:
        end = elements[at - 1].end
        at, broken_at = before, end if broken_at is None else broken_at
    return None if broken_at is None else Tail(at, elements[at].start, broken_at)
