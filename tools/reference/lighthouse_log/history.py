"""The rules that depend on what came before in the log: 7, 8, 9 and 11, key epochs, agents,
anchors.
"""

from __future__ import annotations

import hashlib

from .agents import Agents
from .findings import Finding
from .layout import Frame, Header
from .merkle import MerkleTree
from .meta import parse_meta, parse_system_payload
from .survey import Survey

CLOCK_SKEW_US = 5 * 60 * 1_000_000


class History:
    """Takes the frames of a log in order, and says what is wrong with each."""

    def __init__(self, log: Survey, now_us: int) -> None:
        self._keys, self._now_us = log.keys, now_us
        self._is_sealed = bool(log.who and log.who.is_sealed)
        self._wrong_kids, self._proven_kids = log.wrong_kids, log.index.kids
        self._watched_seq = log.best_slot.seq if log.best_slot else 0
        self.kids_of_head: set[int] = set()
        self.findings: list[Finding] = []
        self.archived: list[dict] = []
        self.tree = MerkleTree()
        self.kid_in_force: int | None = None
        self._agents = Agents()
        self._agent_findings: list[Finding] = []
        self._missing = 0
        self._versions: dict[str, tuple[int, int]] = {}
        self._used: set[tuple[str, ...]] = set()
        self._last: Frame | None = None
        self._epoch_frames: list[tuple[Frame, str]] = []
        self._epoch_starts_us = 0

    def miss(self, count: int) -> None:
        """Takes note of frames that are missing, archived or not verifiable at this point."""
        self._missing += count
        self._agents.has_unknown_past = True
        self.kid_in_force = None
        self.tree.is_complete = False

    def enter_segment(self, file: str, header: Header) -> None:
        """Takes note of an authentic segment header."""
        if self.kid_in_force not in (None, header.kid):
            self.findings.append(Finding("KEY_EPOCH", file))
        self.kid_in_force = self.kid_in_force or header.kid
        if header.first_seq == self._watched_seq + 1:
            self.kids_of_head.add(self.kid_in_force)

    def take(self, frame: Frame, file: str, created_us: int, data: bytes) -> dict | None:
        """Judges the next frame, whose seq has been looked at before.

        Returns its meta if it can be read.
        """
        self._check_key(frame, file)
        self._check_order(frame, file)
        self._check_clock(frame, file, created_us)
        self.tree.add(hashlib.sha256(b"\0" + data[frame.start : frame.end]).digest())
        meta = parse_meta(frame, data)
        payload = (
            parse_system_payload(meta, frame.payload(data)) if meta and frame.is_system else {}
        )
        self._last = frame
        if frame.seq == self._watched_seq:
            self.kids_of_head.add(frame.kid)
        if meta is None or payload is None:
            self._report("TAMPERED", frame, file)
            self._missing += 1
            return None
        self._check_event(frame, file, meta)
        if frame.is_system:
            self._replay(frame, file, meta["type"], payload)
        if frame.seq == self._watched_seq and self.kid_in_force is not None:
            self.kids_of_head.add(self.kid_in_force)
        return meta

    def close(self) -> list[Finding]:
        """Returns all findings, once the log is at its end."""
        if self._agents.has_registrations:
            self.findings.extend(self._agent_findings)
        return self.findings

    def _report(self, code: str, frame: Frame, file: str) -> None:
        place = (frame.start, frame.end), (frame.seq, frame.seq + 1)
        self.findings.append(Finding(code, file, *place))

    def _check_key(self, frame: Frame, file: str) -> None:
        if self.kid_in_force is None:
            self.kid_in_force = frame.kid
        if frame.kid != self.kid_in_force:
            self._report("KEY_EPOCH", frame, file)

    def _check_order(self, frame: Frame, file: str) -> None:
        durable_before = self._last.durable if self._last else 0
        if not durable_before <= frame.durable < frame.seq:
            self._report("TAMPERED", frame, file)
        if self._last and frame.ts <= self._last.ts:
            self._report("TIMESTAMP_BACKWARDS", frame, file)

    def _check_clock(self, frame: Frame, file: str, created_us: int) -> None:
        if frame.ts > self._now_us + CLOCK_SKEW_US:
            self._report("TIMESTAMP_FUTURE", frame, file)
        if frame.ts < max(created_us, self._epoch_starts_us):
            self._report("TIMESTAMP_EPOCH", frame, file)
        if self._is_sealed:
            self._epoch_frames.append((frame, file))

    def _check_event(self, frame: Frame, file: str, meta: dict) -> None:
        version, missing = self._versions.get(meta["stream"], (0, 0))
        jump = meta["version"] - version - 1
        if not 0 <= jump <= self._missing - missing:
            self._report("STREAM_GAP", frame, file)
        self._versions[meta["stream"]] = int(meta["version"]), self._missing
        used = [("id", meta["id"])] if "id" in meta else []
        used += [("key", meta.get("agent", ""), meta["key"])] if "key" in meta else []
        if self._used.intersection(used):
            self._report("DUPLICATE", frame, file)
        self._used.update(used)
        code = self._agents.judge(meta)
        if code:
            place = (frame.start, frame.end), (frame.seq, frame.seq + 1)
            self._agent_findings.append(Finding(code, file, *place))

    def _replay(self, frame: Frame, file: str, event_type: str, payload: dict) -> None:
        self._agents.replay(event_type, payload)
        if event_type == "$archived":
            self.archived.append(payload)
        elif event_type == "$key_rotated" and not self._is_sealed:
            self.kid_in_force = int(payload["kid"])
            self._check_next_key(file, payload["keyCheck"])
        elif event_type == "$epoch_sealed" and self._is_sealed:
            self._end_epoch(frame, file, payload)

    def _check_next_key(self, file: str, key_check: str) -> None:
        kid = int(self.kid_in_force or 0)
        key = self._keys.of(kid)
        if key and key.check.hex() != key_check and kid not in self._proven_kids:
            self._wrong_kids.add(kid)
            self.findings.append(Finding("WRONG_KEY", file))

    def _end_epoch(self, seal: Frame, file: str, payload: dict) -> None:
        next_key = self._keys.of(seal.kid + 1)
        if payload["epoch"] != seal.kid or not next_key or next_key.check.hex() != payload["next"]:
            self._report("KEY_EPOCH", seal, file)
        for frame, frame_file in self._epoch_frames:
            if frame is not seal and frame.kid == seal.kid and frame.ts >= payload["until"]:
                self._report("TIMESTAMP_EPOCH", frame, frame_file)
        self._epoch_frames = []
        self._epoch_starts_us = payload["until"]
        self.kid_in_force = seal.kid + 1
