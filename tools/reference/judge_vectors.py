#!/usr/bin/env python3
"""Prints what the reader says of every golden vector, as one JSON object by name.

    python3 tools/reference/judge_vectors.py VECTORS_FOLDER

The key rings of vectors are public test keys: their file modes do not matter here.
"""

from __future__ import annotations

import base64
import json
import os
import sys

from lhlog import to_json
from lighthouse_log.keys import parse_ring
from lighthouse_log.survey import Given
from lighthouse_log.verify import verify

LATE_US = 4_000_000_000_000_000
EXIT_USAGE = 64


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return EXIT_USAGE
    with os.scandir(arguments[0]) as entries:
        folders = sorted(entry.path for entry in entries if entry.is_dir())
    print(json.dumps({os.path.basename(folder): judge(folder) for folder in folders}))
    return 0


def judge(folder: str) -> dict:
    ring = parse_ring(load(os.path.join(folder, "keyring.json")))
    given = given_of(load(os.path.join(folder, "expected.json")).get("given", {}))
    return to_json(verify(os.path.join(folder, "log"), ring, given, True), True)


def load(path: str) -> dict:
    with open(path, "rb") as file:
        return json.load(file)


def given_of(members: dict) -> Given:
    receipts = [
        (each["seq"], base64.b64decode(each["mac"]), each.get("incarnation", 0))
        for each in members.get("receipts", [])
    ]
    checkpoints = [
        (each["size"], bytes.fromhex(each["rootHex"])) for each in members.get("checkpoints", [])
    ]
    return Given(members.get("nowUs", LATE_US), receipts, checkpoints)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
