"""Judges HEAD: rule 13."""

from __future__ import annotations

from .findings import Finding
from .folder import Identity, is_slot_of, valid_slots
from .layout import SLOT_BYTES, Slot, read_slot


def best_slot(head: bytes | None, who: Identity | None) -> Slot | None:
    slots = valid_slots(head, who) if who else []
    return max(slots, key=lambda slot: slot.n, default=None)


def judge_slots(
    head: bytes | None, who: Identity | None, wrong: set[int], has_frames: bool
) -> list[Finding]:
    """HEAD_MISSING, HEAD_CORRUPT, TORN_HEAD, UNKNOWN_KEY.

    A slot under a wrong key is not judged.
    """
    if head is None:
        return [Finding("HEAD_MISSING", "HEAD")] if has_frames else []
    valid = unknown = unjudged = 0
    for place in (0, 1):
        slot = read_slot(head, place)
        if slot is None or who is None or slot.log_id != who.log_id:
            continue
        if is_slot_of(who, slot, head[place * SLOT_BYTES :]):
            valid += 1
        elif slot.kid in wrong:
            unjudged += 1
        elif not who.keys.of(slot.kid):
            unknown += 1
    findings = [Finding("UNKNOWN_KEY", "HEAD")] if unknown else []
    if valid == 1 and not unknown + unjudged:
        findings.append(Finding("TORN_HEAD", "HEAD"))
    if not valid and not unknown + unjudged and has_frames:
        findings.append(Finding("HEAD_CORRUPT", "HEAD"))
    return findings
