#!/usr/bin/env python3
"""Writes the annotated hex of the vector `minimal` into docs/format.md, between its two markers.

    python3 tools/reference/write_example.py VECTORS_FOLDER FORMAT_MD [--check]

With --check nothing is written; exit code 1 when the text there is another.
"""

from __future__ import annotations

import os
import sys

from lighthouse_log.layout import HEADER_BYTES, SLOT_USED_BYTES, read_frame
from vectors.log_writer import segment_name

START, END = "<!-- example:start -->\n", "<!-- example:end -->\n"
LINE_BYTES = 16
EXIT_DIFFERS, EXIT_USAGE = 1, 64

Field = tuple[int, str]

HEADER_FIELDS: list[Field] = [
    (0, "magic"),
    (8, "headerBytes 192"),
    (10, "version 1"),
    (12, "kid 1"),
    (14, "flags"),
    (16, "logId"),
    (32, "firstSeq 1"),
    (40, "created"),
    (48, "prevFirst"),
    (56, "prevBytes"),
    (64, "prevTrailer: zeros, there is no segment before"),
    (100, "keyCheck"),
    (108, "reserved"),
    (120, "mac over [0, 120)"),
    (152, "crc of [0, 152)"),
    (156, "prevTrailer again: what the first frame is chained to"),
]
SLOT_FIELDS: list[Field] = [
    (0, "magic"),
    (8, "n 2"),
    (16, "seq 1"),
    (24, "bytes: the end of frame 1"),
    (32, "segFirst 1"),
    (40, "kid 1"),
    (42, "flags"),
    (44, "reserved"),
    (48, "logId"),
    (64, "trailer of frame 1"),
    (100, "mac over [0, 100)"),
    (132, "crc of [0, 132); zeros follow up to 512"),
]


def main(arguments: list[str]) -> int:
    is_check = arguments[2:] == ["--check"]
    if len(arguments) < 2 or (arguments[2:] and not is_check):
        print(__doc__, file=sys.stderr)
        return EXIT_USAGE
    vectors, document = arguments[:2]
    with open(document, encoding="utf-8") as file:
        text = file.read()
    before, _, rest = text.partition(START)
    _, _, after = rest.partition(END)
    updated = before + START + example(os.path.join(vectors, "minimal", "log")) + END + after
    if is_check:
        return 0 if updated == text else EXIT_DIFFERS
    with open(document, "w", encoding="utf-8", newline="\n") as file:
        file.write(updated)
    return 0


def example(log: str) -> str:
    segment = read(os.path.join(log, segment_name(1)))
    slot = read(os.path.join(log, "HEAD"))[:SLOT_USED_BYTES]
    lines = [
        "The log of the golden vector `minimal`: one event, `hello`."
        " Its master key, kid 1, is the bytes 00 to 1f.",
        "",
        "```",
        f"{segment_name(1)}, {len(segment)} bytes: header",
        *annotated(segment[:HEADER_BYTES], 0, HEADER_FIELDS),
        "",
        "frame 1, with the 36 bytes before it under its mac",
        *annotated(segment[HEADER_BYTES:], HEADER_BYTES, frame_fields(segment)),
        "",
        "HEAD, slot 0 (slot 1 is what it was in the empty log)",
        *annotated(slot, 0, SLOT_FIELDS),
        "```",
    ]
    return "\n".join(lines) + "\n"


def read(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()


def frame_fields(segment: bytes) -> list[Field]:
    frame = read_frame(segment, HEADER_BYTES)
    assert frame is not None and frame.end == len(segment)
    meta_at = frame.start + 36
    return [
        (frame.start, f"len {frame.end - frame.start}"),
        (frame.start + 4, "version 1"),
        (frame.start + 5, "flags"),
        (frame.start + 6, "kid 1"),
        (frame.start + 8, "seq 1"),
        (frame.start + 16, "durable 0"),
        (frame.start + 24, "ts"),
        (frame.start + 32, f"metaLen {frame.meta_end - meta_at}"),
        (meta_at, "meta " + frame.meta(segment).decode("utf-8")),
        (frame.meta_end, "payload " + frame.payload(segment).decode("utf-8")),
        (frame.end - 36, f"mac over [{frame.start - 36}, {frame.end - 36})"),
        (frame.end - 4, f"crc of [{frame.start}, {frame.end - 4})"),
    ]


def annotated(data: bytes, offset: int, fields: list[Field]) -> list[str]:
    """Lines of 16 bytes, each with the fields that begin in it."""
    lines = []
    for at in range(0, len(data), LINE_BYTES):
        raw = data[at : at + LINE_BYTES]
        low = offset + at
        notes = [note for place, note in fields if low <= place < low + LINE_BYTES]
        lines.append(f"{low:4}  {raw.hex(' '):47}  {', '.join(notes)}".rstrip())
    return lines


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
