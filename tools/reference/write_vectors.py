#!/usr/bin/env python3
"""Writes the golden vectors, the same bytes each time.

    python3 tools/reference/write_vectors.py FOLDER [NAME]...

Each vector becomes FOLDER/NAME/{log/..., keyring.json, expected.json}. What stands there
already is left alone: the vectors of a released format are never written again.
"""

from __future__ import annotations

import os
import sys

from vectors import damage_by_key_holder, damage_of_bytes, damage_of_segments, intact
from vectors.vector import VECTORS

SOURCES = (intact, damage_of_bytes, damage_of_segments, damage_by_key_holder)
EXIT_USAGE = 64


def main(arguments: list[str]) -> int:
    names = arguments[1:] or list(VECTORS)
    unknown = [name for name in names if name not in VECTORS]
    if not arguments or unknown:
        print(f"write_vectors: no such vector: {unknown}" if unknown else __doc__, file=sys.stderr)
        return EXIT_USAGE
    for name in names:
        folder = os.path.join(arguments[0], name)
        if not os.path.exists(folder):
            VECTORS[name]().write(folder)
            print(name)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
