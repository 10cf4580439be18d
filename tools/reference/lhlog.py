#!/usr/bin/env python3
"""Verifies a Lighthouse log, independently of the product: written from docs/format.md alone.

    python3 tools/reference/lhlog.py LOG --key KEYRING.json [--json] [--events] [--now MICROSECONDS]
        [--receipt SEQ:MAC_BASE64]... [--checkpoint SIZE:ROOT_BASE64]...

Exit codes: 0 intact, 1 tampered, 2 unknown, 64 usage, 66 no log there, 74 cannot read it,
77 no usable key ring.
"""

from __future__ import annotations

import argparse
import base64
import binascii
import json
import sys
import time
from typing import NoReturn

from lighthouse_log.keys import KeyRingError, load_ring
from lighthouse_log.survey import Given, NotALog
from lighthouse_log.verify import Report, verify
from lighthouse_log.walk import Event

EXIT = {"intact": 0, "tampered": 1, "unknown": 2}
EXIT_USAGE, EXIT_INPUT_MISSING, EXIT_IO, EXIT_KEY_MISSING = 64, 66, 74, 77
ANCHOR_BYTES = 32


class Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(EXIT_USAGE, f"{self.prog}: {message}\n")


def main(arguments: list[str]) -> int:
    options = parse_arguments(arguments)
    now_us = time.time_ns() // 1000 if options.now is None else options.now
    given = Given(now_us, options.receipt, options.checkpoint)
    try:
        ring = load_ring(options.key)
        report = verify(options.log, ring, given, options.events)
    except KeyRingError as error:
        return fail(EXIT_KEY_MISSING, str(error))
    except (NotALog, FileNotFoundError, NotADirectoryError):
        return fail(EXIT_INPUT_MISSING, f"there is no log in {options.log}")
    except OSError as error:
        return fail(EXIT_IO, f"cannot read {options.log}: {error.strerror}")
    print(json.dumps(to_json(report, options.events)) if options.json else to_text(report))
    return EXIT[report.verdict]


def parse_arguments(arguments: list[str]) -> argparse.Namespace:
    parser = Parser(prog="lhlog", description="Verifies a Lighthouse log.", allow_abbrev=False)
    parser.add_argument("log", help="folder of the log")
    parser.add_argument("--key", required=True, metavar="FILE", help="key ring, mode 0600")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--events", action="store_true", help="list the events in it")
    parser.add_argument(
        "--now", type=int, metavar="US", help="the reader's clock, microseconds since 1970"
    )
    anchor = {"type": parse_anchor, "action": "append", "default": []}
    parser.add_argument(
        "--receipt", metavar="SEQ:MAC", help="mac in base64; may be repeated", **anchor
    )
    parser.add_argument(
        "--checkpoint", metavar="SIZE:ROOT", help="root in base64; may be repeated", **anchor
    )
    return parser.parse_args(arguments)


def parse_anchor(text: str) -> tuple[int, bytes]:
    seq, _, value = text.partition(":")
    try:
        anchor = int(seq), base64.b64decode(value, validate=True)
    except (ValueError, binascii.Error) as error:
        raise argparse.ArgumentTypeError(f"not number:base64: {text}") from error
    if anchor[0] < 0 or len(anchor[1]) != ANCHOR_BYTES:
        raise argparse.ArgumentTypeError(f"not a number and 32 bytes in base64: {text}")
    return anchor


def fail(code: int, message: str) -> int:
    print(f"lhlog: {message}", file=sys.stderr)
    return code


def to_json(report: Report, lists_events: bool) -> dict:
    return {
        "verdict": report.verdict,
        "logId": report.log_id.hex() if report.log_id else None,
        "lastSeq": report.last_seq,
        "events": [event_json(event) for event in report.events]
        if lists_events
        else report.event_count,
        "findings": [finding.to_json() for finding in report.findings],
    }


def event_json(event: Event) -> dict:
    members = {
        "seq": event.frame.seq,
        "tsUs": event.frame.ts,
        **{name: event.meta[name] for name in ("type", "stream", "version")},
        **{name: event.meta[name] for name in ("agent", "key") if name in event.meta},
        "payloadHex": event.payload.hex(),
        "mac": base64.b64encode(event.frame.mac).decode("ascii"),
    }
    return members


def to_text(report: Report) -> str:
    log_id = report.log_id.hex() if report.log_id else "not known"
    lines = [
        f"{report.verdict}: log {log_id}, {report.event_count} events, last seq {report.last_seq}"
    ]
    for finding in report.findings:
        seqs = f" seqs {finding.seqs[0]} to {finding.seqs[1] - 1}" if finding.seqs else ""
        place = f" bytes [{finding.bytes[0]}, {finding.bytes[1]})" if finding.bytes else ""
        lines.append(f"  {finding.code} {finding.file or ''}{place}{seqs}".rstrip())
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
