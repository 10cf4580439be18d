"""Gives a log its verdict: surveys it, walks it, and looks at its two ends, HEAD and anchors."""

from __future__ import annotations

from dataclasses import dataclass, field

from .findings import Finding, merged, verdict_of
from .head import judge_slots
from .history import History
from .keys import KeyRing
from .layout import MAC_BYTES, TRAILER_BYTES
from .survey import Given, Survey, survey
from .walk import Event, Walk, some


@dataclass
class Report:
    verdict: str
    log_id: bytes | None
    last_seq: int
    event_count: int
    events: list[Event] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def verify(folder: str, ring: KeyRing, given: Given, keeps_events: bool = False) -> Report:
    """Reads a log and says what is wrong with it. Writes nothing. Raises NotALog and OSError."""
    log = survey(folder, ring, given)
    given = log.given
    history = History(log, given.now_us)
    history.tree.sizes_wanted.update(size for size, _ in given.checkpoints)
    report = Report("unknown", log.who.log_id if log.who else None, 0, 0)

    def take_event(event: Event) -> None:
        report.event_count += 1
        if keeps_events:
            report.events.append(event)

    walk = Walk(log, history, take_event)
    walk.run()
    report.last_seq = walk.last_whole
    anchors, is_all_verified = judge_anchors(log, history, walk, given)
    has_frames = any(segment.elements for segment in log.segments)
    found = log.findings + judge_start(log, history) + walk.findings + history.close()
    found += judge_end(log, walk) + judge_slots(log.head, log.who, log.wrong_kids, has_frames)
    found += judge_head_position(log, history, walk) + anchors
    report.findings = merged(found)
    is_all_compared = is_all_verified and log.given_up_count == 0
    report.verdict = verdict_of(report.findings, is_all_compared)
    return report


def judge_start(log: Survey, history: History) -> list[Finding]:
    """TRUNCATED_HEAD: the log does not begin at 1, and no record says that its beginning was
    archived.
    """
    first = log.segments[0] if log.segments else None
    if first is None or first.first <= 1:
        return []
    trailer = first.header.prev_trailer if first.is_trusted and first.header else b""
    covered = 0
    for record in sorted(history.archived, key=lambda record: record["first"]):
        is_other_end = record["last"] == first.first - 1 and record["trailer"] != trailer.hex()
        if record["first"] <= covered + 1 and not is_other_end:
            covered = max(covered, int(record["last"]))
    seqs = some((covered + 1, first.first))
    return [Finding("TRUNCATED_HEAD", first.name, None, seqs)] if seqs else []


def judge_end(log: Survey, walk: Walk) -> list[Finding]:
    """TRUNCATED: the log was longer, and nothing or zeros follow what is left of it."""
    last = log.segments[-1] if log.segments else None
    seqs = some((walk.expected, log.evidence + 1))
    if seqs is None or walk.is_end_damaged or (last and last.is_foreign):
        return []
    return [Finding("TRUNCATED", last.name if last else None, None, seqs)]


def judge_head_position(log: Survey, history: History, walk: Walk) -> list[Finding]:
    """HEAD_AHEAD, and a HEAD under a key that was not in force."""
    slot = log.best_slot
    if slot is None:
        return []
    findings: list[Finding] = []
    last_first = log.segments[-1].first if log.segments else 0
    if slot.seq > max(walk.last_whole, walk.unread_end):
        seqs = (walk.last_whole + 1, slot.seq + 1)
        findings.append(Finding("HEAD_AHEAD", "HEAD", None, seqs))
    elif slot.trailer != trailer_at(log, slot.seq, slot.trailer) or slot.seg_first > last_first:
        findings.append(Finding("HEAD_AHEAD", "HEAD"))
    if history.kids_of_head and slot.kid not in history.kids_of_head:
        findings.append(Finding("KEY_EPOCH", "HEAD"))
    return findings


def trailer_at(log: Survey, seq: int, default: bytes) -> bytes:
    """The trailer of a frame, by itself or by the header behind it."""
    trailers = {0: bytes(TRAILER_BYTES)}
    for segment in log.segments:
        if segment.is_trusted and segment.header:
            trailers[segment.header.first_seq - 1] = segment.header.prev_trailer
    return log.index.in_place.get(seq, trailers.get(seq, default))


def judge_anchors(
    log: Survey, history: History, walk: Walk, given: Given
) -> tuple[list[Finding], bool]:
    """ROLLBACK and FORK.

    The second result tells whether every anchor could be compared with the log.
    """
    is_all_verified = True
    findings: list[Finding] = []
    macs = {seq: trailer[:MAC_BYTES] for seq, trailer in log.index.in_place.items()}
    last = max(walk.last_whole, walk.unread_end)
    anchors = [(seq, mac, macs) for seq, mac in given.receipts]
    anchors += [(size, root, history.tree.roots) for size, root in given.checkpoints]
    for seq, value, known in anchors:
        if seq > last:
            findings.append(Finding("ROLLBACK", None, None, some((last + 1, seq + 1))))
        elif seq not in known:
            is_all_verified = False
        elif known[seq] != value:
            findings.append(Finding("FORK", None, None, some((seq, seq + 1))))
    return findings, is_all_verified
