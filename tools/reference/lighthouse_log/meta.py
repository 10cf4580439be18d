"""Meta and the payloads of system frames: rule 9's forms (docs/format.md, section 5)."""

from __future__ import annotations

import json
import re
from typing import Any, Callable

from .layout import SIGNED, U64_LIMIT, Frame

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,199}")
TEXT_UNITS_MAX = 200


def is_integer(value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    return value == value and abs(value) < U64_LIMIT and value == int(value)


def is_count(value: Any) -> bool:
    return is_integer(value) and value >= 0


def is_number(value: Any) -> bool:
    return is_integer(value) and value >= 1


def is_text(value: Any) -> bool:
    if not isinstance(value, str):
        return False
    return 1 <= len(value.encode("utf-16-le", "surrogatepass")) // 2 <= TEXT_UNITS_MAX


def is_name(value: Any) -> bool:
    return isinstance(value, str) and NAME.fullmatch(value) is not None


def is_system_name(value: Any) -> bool:
    return isinstance(value, str) and value.startswith("$") and is_name(value[1:])


def is_string(value: Any) -> bool:
    return isinstance(value, str)


def is_hex(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch(r"([0-9a-f]{2})+", value) is not None


def is_list_of_strings(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(entry, str) for entry in value)


Form = dict[str, Callable[[Any], bool]]

OPTIONAL: Form = {
    "id": is_text,
    "agent": is_name,
    "credential": is_number,
    "session": is_text,
    "correlation": is_text,
    "causation": is_text,
    "key": is_text,
    "nonce": is_number,
    "subject": is_text,
    "sig": is_string,
}

SYSTEM_PAYLOADS: dict[str, Form] = {
    "$store_recovered": {"bytes": is_count, "reason": is_string, "seq": is_count},
    "$key_rotated": {"kid": is_number, "keyCheck": is_hex},
    "$epoch_sealed": {"epoch": is_number, "until": is_count, "next": is_hex},
    "$archived": {
        "first": is_number,
        "last": is_number,
        "bytes": is_count,
        "trailer": is_hex,
        "root": is_hex,
        "size": is_count,
    },
    "$store_restored": {"incarnation": is_number, "from": is_string, "seq": is_count},
    "$subject_erased": {"subject": is_text},
    "$import_begun": {"from": is_string, "format": is_string},
    "$import_ended": {"importedCount": is_count, "skippedCount": is_count},
    "$heartbeat": {},
    "$agent_registered": {
        "agent": is_name,
        "role": is_string,
        "credential": is_number,
        "allows": is_list_of_strings,
    },
    "$agent_revoked": {"agent": is_name, "credential": is_number},
}


def parse_object(text: bytes) -> dict | None:
    """Parses a JSON object in strict UTF-8. None when it is anything else."""
    try:
        value = json.loads(text.decode("utf-8"), parse_constant=refuse_constant)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def parse_meta(frame: Frame, data: bytes) -> dict | None:
    """Returns the meta of a frame. None when it breaks rule 9 by its own form."""
    meta = parse_object(frame.meta(data))
    if meta is None or not is_number(meta.get("version")):
        return None
    for member in ("type", "stream"):
        is_system_member = frame.is_system and is_system_name(meta.get(member))
        if not is_name(meta.get(member)) and not is_system_member:
            return None
    if any(member in meta and not is_right(meta[member]) for member, is_right in OPTIONAL.items()):
        return None
    return None if frame.flags & SIGNED and "sig" not in meta else meta


def parse_system_payload(meta: dict, payload: bytes) -> dict | None:
    """Returns the payload of a system frame, {} for a type not known.

    None when it breaks its form.
    """
    form = SYSTEM_PAYLOADS.get(meta["type"])
    if form is None:
        return {}
    members = parse_object(payload)
    if members is None or not all(is_right(members.get(name)) for name, is_right in form.items()):
        return None
    return members
