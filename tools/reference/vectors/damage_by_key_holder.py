"""Vectors of logs that were written with the key, and yet not as a writer may; and of readers
without the right key.
"""

from __future__ import annotations

import base64

from lighthouse_log.layout import MORE, SIGNED, SYSTEM

from .damage_of_bytes import FIRST
from .intact import events_of, register
from .log_writer import MASTERS, START_US, STEP_US, LogWriter, event, key_ring, segment_name
from .vector import Vector, finding, vector

SECOND = segment_name(3)


def note(log: LogWriter, **meta: object) -> dict:
    return event("note", "s1", {"n": log.seq + 1}, **meta)


def third_of_four(log: LogWriter, code: str, why: str, **members: object) -> Vector:
    """A log of four frames of which the third deserves a finding."""
    findings = [finding(code, FIRST, (3, 4))]
    return Vector(log, why, "tampered", findings, **members)


@vector
def wrong_key() -> Vector:
    log = events_of(LogWriter(), 2)
    log.roll()
    events_of(log, 1)
    return Vector(
        log,
        "the key in the ring is not the one of this log: nothing can be judged",
        "unknown",
        [finding("WRONG_KEY", FIRST), finding("WRONG_KEY", SECOND)],
        last_seq=0,
        without=[1, 2, 3],
        ring=key_ring([1], {1: MASTERS[3]}),
    )


@vector
def unknown_key() -> Vector:
    log = events_of(LogWriter(), 1)
    log.rotate(2)
    events_of(log, 2)
    return Vector(
        log,
        "key 2, to which the log rotated, is not in the ring",
        "unknown",
        [finding("UNKNOWN_KEY", FIRST), finding("UNKNOWN_KEY", "HEAD")],
        last_seq=2,
        without=[3, 4],
    )


@vector
def rotated_to_another_key() -> Vector:
    log = events_of(LogWriter(), 1)
    log.rotate(2)
    events_of(log, 2)
    return Vector(
        log,
        "key 2 of the ring is not the one that the record of the rotation names",
        "unknown",
        [finding("WRONG_KEY", FIRST)],
        last_seq=2,
        without=[3, 4],
        ring=key_ring([1, 2], {1: MASTERS[1], 2: MASTERS[3]}),
    )


@vector
def old_key_after_rotation() -> Vector:
    log = LogWriter()
    log.rotate(2)
    events_of(log, 1)
    log.append(note(log), kid=1)
    events_of(log, 1)
    why = "frame 3 is under key 1, which was not in force any more"
    return third_of_four(log, "KEY_EPOCH", why, ring=key_ring([1, 2]))


@vector
def epoch_without_seal() -> Vector:
    log = events_of(LogWriter(is_sealed=True), 2)
    log.kid = 2
    log.append(note(log))
    return Vector(
        log,
        "frame 3 is of epoch 2, but epoch 1 has no seal",
        "tampered",
        [finding("KEY_EPOCH", FIRST, (3, 4))],
    )


@vector
def time_outside_epoch() -> Vector:
    log = events_of(LogWriter(is_sealed=True), 1)
    log.append(note(log))
    log.now_us += 20 * STEP_US
    log.append(note(log))
    log.seal_epoch(START_US + 10 * STEP_US)
    why = "frame 3 is later than the end of its epoch, which the seal gives"
    return third_of_four(log, "TIMESTAMP_EPOCH", why)


@vector
def split_append() -> Vector:
    log = events_of(LogWriter(), 1)
    log.append(note(log), flags=MORE)
    log.roll()
    events_of(log, 1)
    return Vector(
        log,
        "a segment ends in the middle of an append, and an append never crosses segments",
        "tampered",
        [finding("SPLIT_APPEND", FIRST, (2, 3))],
        without=[2],
    )


@vector
def skipped_seq() -> Vector:
    log = events_of(LogWriter(), 2)
    log.seq += 1
    events_of(log, 1)
    return third_of_four(log, "GAP", "frame 4 follows frame 2, authentic and chained to it")


@vector
def stream_gap() -> Vector:
    log = events_of(LogWriter(), 2)
    log.append(note(log, version=4))
    events_of(log, 1)
    return third_of_four(log, "STREAM_GAP", "frame 3 is version 4 of its stream, behind version 2")


@vector
def timestamp_backwards() -> Vector:
    log = events_of(LogWriter(), 2)
    log.append(note(log), ts=log.now_us)
    events_of(log, 1)
    return third_of_four(
        log, "TIMESTAMP_BACKWARDS", "frame 3 has the time of frame 2, not a later one"
    )


@vector
def timestamp_future() -> Vector:
    log = events_of(LogWriter(), 2)
    log.now_us += 301 * STEP_US
    log.append(note(log))
    given = {"nowUs": log.now_us - 300 * STEP_US - 1}
    findings = [finding("TIMESTAMP_FUTURE", FIRST, (3, 4))]
    why = "frame 3 is more than five minutes ahead of the reader's clock"
    return Vector(log, why, "tampered", findings, given=given)


@vector
def timestamp_before_segment() -> Vector:
    log = events_of(LogWriter(), 2)
    log.roll(created=log.now_us + 5 * STEP_US)
    log.append(note(log))
    findings = [finding("TIMESTAMP_EPOCH", SECOND, (3, 4))]
    return Vector(log, "frame 3 is older than the segment it stands in", "tampered", findings)


@vector
def durable_decreases() -> Vector:
    log = events_of(LogWriter(), 2)
    log.append(note(log), durable=0)
    events_of(log, 1)
    return third_of_four(
        log, "TAMPERED", "frame 3 says that nothing was durable, frame 2 that frame 1 was"
    )


@vector
def system_type_without_flag() -> Vector:
    log = events_of(LogWriter(), 2)
    log.append(event("$heartbeat", "s1"))
    events_of(log, 1)
    return third_of_four(log, "TAMPERED", "only a system frame may have a type with $", without=[3])


@vector
def meta_without_stream() -> Vector:
    log = events_of(LogWriter(), 2)
    log.append({**note(log), "rawMeta": b'{"type":"note","version":3}'})
    events_of(log, 1)
    return third_of_four(log, "TAMPERED", "the meta of frame 3 names no stream", without=[3])


@vector
def meta_not_utf8() -> Vector:
    log = events_of(LogWriter(), 2)
    raw = b'{"type":"note","stream":"s1","version":3,"x":"\xc3("}'
    log.append({**note(log), "rawMeta": raw})
    events_of(log, 1)
    return third_of_four(log, "TAMPERED", "the meta of frame 3 is not valid UTF-8", without=[3])


@vector
def name_too_long() -> Vector:
    log = events_of(LogWriter(), 2)
    log.append(note(log, agent="a" * 201))
    events_of(log, 1)
    return third_of_four(log, "TAMPERED", "a name has at most 200 letters", without=[3])


@vector
def signed_without_signature() -> Vector:
    log = events_of(LogWriter(), 2)
    log.append(note(log), flags=SIGNED)
    events_of(log, 1)
    return third_of_four(log, "TAMPERED", "flag signed is set, and meta holds no sig", without=[3])


@vector
def rotation_without_key_check() -> Vector:
    log = events_of(LogWriter(), 2)
    log.append(event("$key_rotated", "$log", {"kid": 2}), flags=SYSTEM)
    events_of(log, 1)
    why = "the payload of a system frame lacks a member"
    return third_of_four(log, "TAMPERED", why, without=[3])


@vector
def repeated_id() -> Vector:
    log = LogWriter()
    log.append(note(log, id="e-1"))
    events_of(log, 1)
    log.append(note(log, id="e-1"))
    events_of(log, 1)
    return third_of_four(log, "DUPLICATE", "frame 3 has the id of frame 1")


@vector
def repeated_key() -> Vector:
    log = LogWriter()
    log.append(note(log, agent="ada", key="k"))
    log.append(note(log, agent="bob", key="k"))
    log.append(note(log, agent="ada", key="k"))
    events_of(log, 1)
    return third_of_four(log, "DUPLICATE", "frame 3 has the agent and idempotency key of frame 1")


@vector
def unregistered_agent() -> Vector:
    log = LogWriter()
    register(log, "ada", 1, ["*"])
    log.append(note(log, agent="ada", credential=1))
    log.append(note(log, agent="eve", credential=1))
    events_of(log, 1)
    return third_of_four(log, "FORGED_AGENT", "the agent of frame 3 is not registered")


@vector
def credential_not_valid() -> Vector:
    log = LogWriter()
    register(log, "ada", 2, ["*"])
    events_of(log, 1)
    log.append(note(log, agent="ada", credential=1))
    events_of(log, 1)
    return third_of_four(
        log, "FORGED_AGENT", "the agent of frame 3 is registered with another credential"
    )


@vector
def revoked_agent() -> Vector:
    log = LogWriter()
    register(log, "ada", 1, ["*"])
    log.system("$agent_revoked", {"agent": "ada", "credential": 1}, stream="$agents")
    log.append(note(log, agent="ada", credential=1))
    events_of(log, 1)
    return third_of_four(log, "FORGED_AGENT", "the agent of frame 3 was revoked by frame 2")


@vector
def agent_outside_role() -> Vector:
    log = LogWriter()
    register(log, "ada", 1, ["task.*", "notes"])
    log.append(event("task.opened", "tasks", {}, agent="ada", credential=1))
    log.append(note(log, agent="ada", credential=1))
    events_of(log, 1)
    return third_of_four(log, "ROLE_VIOLATION", "note is neither task.* nor notes")


@vector
def forked_within_segment() -> Vector:
    log = events_of(LogWriter(), 4)
    mine = log.written[3]
    log.seq = 2
    log.append(event("note", "s1", b"another third", version=3), is_acknowledged=False)
    log.written[3], log.seq = mine, 4
    findings = [finding("FORK", FIRST, (3, 4))]
    why = "behind frame 4 stands another frame 3, authentic and chained to it"
    return Vector(log, why, "tampered", findings)


@vector
def forked_before_roll() -> Vector:
    log = events_of(LogWriter(), 1)
    first = bytes(log.live)
    log.append(event("note", "s1", b"one"))
    end = bytes(log.live)
    log.roll()
    events_of(log, 1)
    other = LogWriter()
    other.files[FIRST][:] = first
    other.seq, other.acknowledged, other.now_us = 1, 1, START_US + STEP_US
    other.append(event("note", "s1", b"two", version=2))
    log.files[FIRST][:] = other.files[FIRST]
    log.written[2] = other.written[2]
    assert len(end) == len(log.files[FIRST])
    findings = [finding("FORK", FIRST, (2, 3))]
    why = "frame 2 is authentic, but not the one that the header of the next segment names"
    return Vector(log, why, "tampered", findings)


@vector
def length_of_segment_differs() -> Vector:
    log = events_of(LogWriter(), 2)
    log.roll(prevBytes=len(log.live) + 1)
    events_of(log, 1)
    findings = [finding("SEGMENT_HEADER_TAMPERED", SECOND)]
    why = "a header gives another length of the segment before it than that of its undamaged frames"
    return Vector(log, why, "tampered", findings)


@vector
def receipt_beyond_end() -> Vector:
    log = events_of(LogWriter(), 3)
    given = {"receipts": [{"seq": 5, "mac": base64.b64encode(bytes(32)).decode("ascii")}]}
    findings = [finding("ROLLBACK", None, (4, 6)), finding("TRUNCATED", FIRST, (4, 6))]
    return Vector(
        log,
        "somebody holds a receipt of frame 5, which is not there",
        "tampered",
        findings,
        given=given,
    )


@vector
def receipt_that_differs() -> Vector:
    log = events_of(LogWriter(), 3)
    given = {"receipts": [{"seq": 2, "mac": log.written[3].event["mac"]}]}
    findings = [finding("FORK", None, (2, 3))]
    return Vector(
        log, "somebody holds a receipt of another frame 2", "tampered", findings, given=given
    )


@vector
def checkpoint_that_differs() -> Vector:
    log = events_of(LogWriter(), 3)
    given = {"checkpoints": [{"size": 2, "rootHex": bytes(range(32)).hex()}]}
    findings = [finding("FORK", None, (2, 3))]
    return Vector(
        log,
        "a checkpoint says that the first two frames have another root",
        "tampered",
        findings,
        given=given,
    )


@vector
def head_beyond_end() -> Vector:
    log = events_of(LogWriter(), 2)
    log.write_head(seq=3)
    findings = [finding("HEAD_AHEAD", "HEAD", (3, 4)), finding("TRUNCATED", FIRST, (3, 4))]
    return Vector(log, "HEAD names a frame that was never written", "tampered", findings)


@vector
def head_of_another_frame() -> Vector:
    log = events_of(LogWriter(), 2)
    log.write_head(trailer=bytes(36))
    findings = [finding("HEAD_AHEAD", "HEAD")]
    return Vector(log, "HEAD's trailer is not that of its frame", "tampered", findings)
