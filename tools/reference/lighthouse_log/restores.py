"""Declared restores, and the anchors that they gave up (docs/format.md, section 11)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .folder import Segment
from .layout import Frame
from .meta import parse_meta, parse_system_payload

Restore = tuple[int, int]
"""Its incarnation, and the last seq of the backup."""


def restores_of(segments: Sequence[Segment]) -> list[Restore]:
    """Returns the restores that authentic records declare."""
    restores = []
    for segment in segments:
        data = segment.read() if segment.elements else b""
        for element in segment.elements:
            if isinstance(element, Frame) and element.is_system:
                incarnation = declared(element, data)
                if incarnation is not None:
                    restores.append((incarnation, element.seq - 1))
    return restores


def declared(frame: Frame, data: bytes) -> int | None:
    meta = parse_meta(frame, data)
    if meta is None or meta["type"] != "$store_restored":
        return None
    payload = parse_system_payload(meta, frame.payload(data))
    return payload["incarnation"] if payload else None


def split_given_up(anchors: Sequence[Any], restores: list[Restore]) -> tuple[list[Any], int]:
    """Returns the anchors, as (seq, value), that no restore gave up, and the number of others."""
    kept = []
    for seq, value, *rest in anchors:
        incarnation = rest[0] if rest else 0
        if not any(later > incarnation and end < seq for later, end in restores):
            kept.append((seq, value))
    return kept, len(anchors) - len(kept)
