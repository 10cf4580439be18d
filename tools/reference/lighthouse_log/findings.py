"""Findings and the verdict that follows from them (docs/format.md, section 12)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

Range = tuple[int, int]

SEVERITY = {
    "CORRUPT": "H",
    "TAMPERED": "C",
    "WRONG_KEY": "H",
    "UNKNOWN_KEY": "H",
    "KEY_EPOCH": "C",
    "GAP": "C",
    "REORDER": "C",
    "DUPLICATE": "H",
    "FORK": "C",
    "ROLLBACK": "C",
    "TRUNCATED": "C",
    "DAMAGE_BELOW_DURABLE": "C",
    "TRUNCATED_HEAD": "C",
    "SEGMENT_MISSING": "C",
    "SEGMENT_TRUNCATED": "C",
    "SEGMENT_TRAILING_BYTES": "M",
    "SEGMENT_RENAMED": "H",
    "SEGMENT_HEADER_CORRUPT": "H",
    "SEGMENT_HEADER_TAMPERED": "C",
    "FOREIGN_SEGMENT": "C",
    "SPLIT_APPEND": "H",
    "STREAM_GAP": "H",
    "TIMESTAMP_BACKWARDS": "M",
    "TIMESTAMP_FUTURE": "M",
    "TIMESTAMP_EPOCH": "H",
    "FORGED_AGENT": "C",
    "ROLE_VIOLATION": "H",
    "HEAD_MISSING": "H",
    "HEAD_CORRUPT": "H",
    "HEAD_AHEAD": "H",
    "TORN_TAIL": "I",
    "DAMAGED_TAIL": "M",
    "TORN_ROLL": "I",
    "TORN_HEAD": "I",
}
CANNOT_JUDGE = {"UNKNOWN_KEY", "WRONG_KEY", "DAMAGED_TAIL"}
HARMLESS = {"TORN_HEAD"}


@dataclass(frozen=True)
class Finding:
    """What is wrong, and where. Both ranges are half-open."""

    code: str
    file: str | None = None
    bytes: Range | None = None
    seqs: Range | None = None

    def to_json(self) -> dict:
        members = {"code": self.code, "severity": SEVERITY[self.code], "file": self.file}
        ranges = {"bytes": self.bytes, "seqs": self.seqs}
        members.update((name, list(pair)) for name, pair in ranges.items() if pair)
        return {name: value for name, value in members.items() if value is not None}


def verdict_of(findings: Iterable[Finding], is_all_verified: bool) -> str:
    codes = {finding.code for finding in findings}
    if any(SEVERITY[code] != "I" for code in codes - CANNOT_JUDGE):
        return "tampered"
    return "intact" if is_all_verified and codes <= HARMLESS else "unknown"


def merged(findings: Iterable[Finding]) -> list[Finding]:
    """Makes one finding of those that follow each other in the log and say the same."""
    result: list[Finding] = []
    for finding in findings:
        last = result[-1] if result else None
        if last and adjoins(last, finding):
            result[-1] = replace(
                last, bytes=joined(last.bytes, finding.bytes), seqs=joined(last.seqs, finding.seqs)
            )
        else:
            result.append(finding)
    return result


def adjoins(last: Finding, finding: Finding) -> bool:
    same = last.code == finding.code and last.file == finding.file
    return bool(same and last.seqs and finding.seqs and last.seqs[1] == finding.seqs[0])


def joined(first: Range | None, second: Range | None) -> Range | None:
    return (first[0], second[1]) if first and second else None
