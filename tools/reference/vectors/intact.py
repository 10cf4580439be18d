"""Vectors of logs in which nothing is wrong."""

from __future__ import annotations

import base64
import hashlib

from lighthouse_log.layout import SYSTEM
from lighthouse_log.merkle import MerkleTree

from .log_writer import START_US, STEP_US, LogWriter, event, key_ring, segment_name
from .vector import Vector, finding, vector

STEP = "command.step"


def events_of(log: LogWriter, count: int, stream: str = "s1") -> LogWriter:
    """Appends so many small events, each in a flush of its own."""
    for _ in range(count):
        log.append(event("note", stream, {"n": log.seq + 1}))
    return log


def frame_bytes(log: LogWriter, seq: int) -> bytes:
    place = log.written[seq]
    return bytes(log.files[place.file][place.start : place.end])


@vector
def minimal() -> Vector:
    log = LogWriter()
    log.append(event("greeted", "hall", b"hello"))
    return Vector(log, "the smallest log with an event in it: one segment, one frame, HEAD")


@vector
def empty() -> Vector:
    return Vector(
        LogWriter(), "a log that was just created holds a header and two HEAD slots, and no frame"
    )


@vector
def several_streams() -> Vector:
    log = LogWriter()
    meta = {"id": "e-1", "agent": "ada", "credential": 1, "session": "S 1", "correlation": "c/1"}
    log.append(event("task.opened", "tasks:1", {"title": "été 🗼"}, **meta, key="k1", nonce=1))
    log.append(event("task.opened", "tasks:2", {}, id="e-2", agent="bob", credential=1, key="k1"))
    log.append(event("task.closed", "tasks:1", {}, id="e-3", causation="e-1", key="k1"))
    log.append(event("task.closed", "tasks:2", {}, id="e-4", agent="ada", credential=1, key="k2"))
    return Vector(
        log, "versions count per stream; the same key of another agent, or of none, is another key"
    )


@vector
def append_of_three_frames() -> Vector:
    log = events_of(LogWriter(), 1)
    log.append(*(event(STEP, "plan", {"step": step}) for step in (1, 2, 3)))
    return Vector(log, "frames 2 to 4 are one append: more is set on all but its last")


@vector
def two_segments() -> Vector:
    log = events_of(LogWriter(), 2)
    log.roll()
    return Vector(events_of(log, 2), "the header of a segment names how the one before it ended")


@vector
def three_segments_last_empty() -> Vector:
    log = events_of(LogWriter(), 1)
    log.roll()
    events_of(log, 1)
    log.roll()
    log.write_head()
    return Vector(log, "a new segment may hold no frame yet, and HEAD may name it")


@vector
def preallocated() -> Vector:
    log = events_of(LogWriter(), 2)
    log.live.extend(bytes(1500))
    return Vector(log, "the live segment may end in zeros that were written ahead")


@vector
def clean_close() -> Vector:
    log = events_of(LogWriter(), 2)
    log.close()
    return Vector(log, "the clean flag says that the log was closed in order")


@vector
def head_behind() -> Vector:
    log = events_of(LogWriter(), 2)
    log.append(event("note", "s1", {"n": 3}), is_acknowledged=False)
    log.append(event("note", "s1", {"n": 4}), is_acknowledged=False)
    return Vector(log, "whole frames beyond HEAD stay: a crash came between the flush and HEAD")


@vector
def key_rotated() -> Vector:
    log = events_of(LogWriter(), 1)
    log.rotate(2)
    return Vector(
        events_of(log, 1),
        "the record of a rotation is under the old key, the next frame under the new one",
        ring=key_ring([1, 2]),
    )


@vector
def key_rotated_before_roll() -> Vector:
    log = events_of(LogWriter(), 1)
    log.rotate(2)
    log.roll()
    return Vector(
        events_of(log, 1),
        "a segment that is created after a rotation has a header under the new key",
        ring=key_ring([1, 2]),
    )


@vector
def key_revoked() -> Vector:
    log = events_of(LogWriter(), 1)
    log.rotate(2)
    ring = key_ring([1, 2])
    ring["keys"][0]["state"] = "revoked"
    return Vector(
        events_of(log, 1),
        "a revoked key verifies what was written before the record of its rotation",
        ring=ring,
    )


@vector
def sealed_epochs() -> Vector:
    log = events_of(LogWriter(is_sealed=True), 1)
    log.seal_epoch(START_US + 10 * STEP_US)
    log.seal_epoch(START_US + 20 * STEP_US)
    log.roll()
    return Vector(
        events_of(log, 2),
        "each epoch has a key of its own, and a seal, though it held nothing else",
    )


@vector
def sealed_by_another_master() -> Vector:
    log = events_of(LogWriter(is_sealed=True), 1)
    return Vector(
        log,
        "a sealed log does not name its master key: of the ring it is the one whose keyCheck fits",
        ring=key_ring([3, 1, 2]),
    )


@vector
def agents_registered() -> Vector:
    log = LogWriter()
    register(log, "ada", 1, ["task.*"])
    log.append(event("task.opened", "tasks", {}, agent="ada", credential=1))
    log.system("$agent_revoked", {"agent": "ada", "credential": 1}, stream="$agents")
    register(log, "ada", 2, ["note", "task.closed"])
    log.append(event("task.closed", "tasks", {}, agent="ada", credential=2))
    return Vector(
        log, "what an agent writes is allowed by the credential that is valid at that point"
    )


def register(log: LogWriter, agent: str, credential: int, allows: list) -> None:
    payload = {"agent": agent, "role": "builder", "credential": credential, "allows": allows}
    log.system("$agent_registered", payload, stream="$agents")


@vector
def meta_of_another_writer() -> Vector:
    log = LogWriter()
    raw = (
        b' { "x" : [ { } , null ] , "version":1.0,\n"stream" : "\\u0073\\u0031" ,"type" :"note" } '
    )
    log.append({"type": "note", "stream": "s1", "payload": b"1", "rawMeta": raw})
    return Vector(
        log,
        "a reader takes members in any order, any JSON spelling, and ignores what it does not know",
    )


@vector
def longest_names() -> Vector:
    log = LogWriter()
    name = "A" + "z9._:-" * 33 + "Z"
    text = "é\n🗼" * 50
    meta = {"id": text, "agent": name, "session": text, "key": text}
    log.append(event(name, name, b"", **meta))
    log.append(event("$" + name, "$" + name, b"{}"), flags=SYSTEM)
    log.append(event("0", "a", b""))
    return Vector(
        log, "names of 1 and 200 letters, strings of 200 UTF-16 code units, $ on top of 200"
    )


@vector
def payloads_of_any_bytes() -> Vector:
    log = LogWriter()
    log.append(event("blob", "s1", bytes(range(256))))
    log.append(event("blob", "s1", b""))
    log.append(event("blob", "s1", bytes(700)))
    log.append(event("blob", "s1", frame_bytes(log, 2)))
    return Vector(
        log, "a payload is bytes: any byte, none, sectors of zeros, even a frame of this log"
    )


@vector
def archived_start() -> Vector:
    log = events_of(LogWriter(), 2)
    log.roll()
    events_of(log, 1)
    name = segment_name(1)
    tree = MerkleTree()
    tree.sizes_wanted.add(2)
    for seq in (1, 2):
        tree.add(hashlib.sha256(b"\0" + frame_bytes(log, seq)).digest())
    log.system(
        "$archived",
        {
            "first": 1,
            "last": 2,
            "bytes": len(log.files[name]),
            "trailer": bytes(log.files[name][-36:]).hex(),
            "root": tree.roots[2].hex(),
            "size": 2,
        },
    )
    events_of(log, 1)
    del log.files[name]
    return Vector(log, "segments that a record says were archived may be gone", without=(1, 2))


@vector
def archived_in_two_steps() -> Vector:
    log = LogWriter()
    tree = MerkleTree()
    for first in (1, 2):
        tree.sizes_wanted.add(first)
        events_of(log, 1)
        log.roll()
    for seq in (1, 2):
        tree.add(hashlib.sha256(b"\0" + frame_bytes(log, seq)).digest())
    for seq in (1, 2):
        segment = log.files[segment_name(seq)]
        record = {"first": seq, "last": seq, "bytes": len(segment)}
        record |= {"trailer": bytes(segment[-36:]).hex(), "root": tree.roots[seq].hex()}
        log.system("$archived", record | {"size": seq})
    for seq in (1, 2):
        del log.files[segment_name(seq)]
    return Vector(log, "records may cover what is missing one behind the other", without=(1, 2))


def restored_log() -> LogWriter:
    log = events_of(LogWriter(), 2)
    log.system("$store_restored", {"incarnation": 1, "from": "the backup of monday", "seq": 2})
    return events_of(log, 1)


@vector
def restored_by_declaration() -> Vector:
    log = restored_log()
    receipts = [{"seq": 2, "mac": log.written[2].event["mac"]}]
    receipts += [{"seq": 4, "mac": log.written[4].event["mac"], "incarnation": 1}]
    return Vector(
        log, "receipts from before the backup and from after the restore fit", given={"receipts": receipts}
    )


@vector
def restored_and_given_up() -> Vector:
    log = restored_log()
    lost = base64.b64encode(bytes(range(32))).decode("ascii")
    receipts = [{"seq": seq, "mac": lost} for seq in (3, 4, 9)]
    return Vector(
        log,
        "what was acknowledged behind the backup was given up by the record: it is counted, no crime",
        verdict="unknown",
        given={"receipts": receipts},
    )


@vector
def subject_erased() -> Vector:
    log = LogWriter()
    stored = bytes(range(100, 140))
    log.append(event("told", "s1", stored, subject="p-17"))
    log.system("$subject_erased", {"subject": "p-17"})
    return Vector(log, "a payload whose key was destroyed is bytes like any others")


@vector
def imported() -> Vector:
    log = LogWriter()
    log.system("$import_begun", {"from": "old.jsonl", "format": "jsonl"})
    log.append(event("note", "s1", b"1"))
    counts = {"from": "old.jsonl", "importedCount": 1, "skippedCount": 0}
    log.system("$import_ended", counts)
    return Vector(log, "records say which events are from another log")


@vector
def anchors_that_fit() -> Vector:
    log = events_of(LogWriter(), 3)
    tree = MerkleTree()
    tree.sizes_wanted.add(3)
    for seq in (1, 2, 3):
        tree.add(hashlib.sha256(b"\0" + frame_bytes(log, seq)).digest())
    receipt = {"seq": 2, "mac": log.written[2].event["mac"]}
    given = {"receipts": [receipt], "checkpoints": [{"size": 3, "rootHex": tree.roots[3].hex()}]}
    return Vector(log, "a receipt and a checkpoint say what the log says", given=given)


@vector
def torn_head() -> Vector:
    log = events_of(LogWriter(), 2)
    log.head[40] ^= 1
    return Vector(
        log,
        "one slot may be torn, for the other still stands; that alone leaves a log intact",
        findings=[finding("TORN_HEAD", "HEAD")],
    )
