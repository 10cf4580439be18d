"""One golden vector: a log, its key ring, and what a reader must say of it."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Callable

from .log_writer import LogWriter, key_ring


@dataclass
class Vector:
    """`without` are the seqs that are written in the log's history but are not events of it any
    more.
    """

    log: LogWriter
    why: str
    verdict: str = "intact"
    findings: list[dict] = field(default_factory=list)
    last_seq: int | None = None
    without: Sequence[int] = ()
    ring: dict = field(default_factory=key_ring)
    given: dict[str, object] = field(default_factory=dict)
    has_head: bool = True
    log_id: bytes | None = None

    def expected(self) -> dict:
        seqs = [seq for seq in sorted(self.log.written) if seq not in self.without]
        last_seq = self.log.seq if self.last_seq is None else self.last_seq
        members = {
            "why": self.why,
            "given": self.given,
            "verdict": self.verdict,
            "logId": (self.log_id or self.log.log_id).hex(),
            "lastSeq": last_seq,
            "events": [self.log.written[seq].event for seq in seqs],
            "findings": self.findings,
        }
        return {name: value for name, value in members.items() if name != "given" or value}

    def write(self, folder: str) -> None:
        log_folder = os.path.join(folder, "log")
        os.makedirs(log_folder)
        for name, data in self.log.files.items():
            write_file(os.path.join(log_folder, name), bytes(data))
        if self.has_head:
            write_file(os.path.join(log_folder, "HEAD"), bytes(self.log.head))
        write_file(os.path.join(folder, "keyring.json"), pretty(self.ring))
        write_file(os.path.join(folder, "expected.json"), pretty(self.expected()))


VECTORS: dict[str, Callable[[], Vector]] = {}


def vector(make: Callable[[], Vector]) -> Callable[[], Vector]:
    """Registers the vector that a function makes, under its name with hyphens."""
    VECTORS[make.__name__.replace("_", "-")] = make
    return make


def finding(code: str, file: str | None = None, seqs: Sequence[int] | None = None) -> dict:
    """A finding. `seqs` is half-open; None when none can be told."""
    members = {"code": code, "file": file, "seqs": list(seqs) if seqs else None}
    return {name: value for name, value in members.items() if value is not None}


def write_file(path: str, data: bytes) -> None:
    with open(path, "xb") as file:
        file.write(data)


def pretty(value: dict) -> bytes:
    return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode("utf-8")
