"""Keys: the ring, and what is derived from it for one log (docs/format.md, sections 2 and 10)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import os
import stat
from dataclasses import dataclass

KID_MAX = 65_535
RING_FORMAT = "lighthouse-keyring/1"
RING_BYTES_MAX = 1_048_576


class KeyRingError(Exception):
    """The key ring is missing, open to others, or not of its form."""


def hmac_sha256(key: bytes, data: bytes) -> bytes:
    return hmac.new(key, data, hashlib.sha256).digest()


def hkdf_expand(prk: bytes, info: bytes, length: int = 32) -> bytes:
    """RFC 5869, section 2.3."""
    output, block, counter = b"", b"", 1
    while len(output) < length:
        block = hmac_sha256(prk, block + info + bytes([counter]))
        output, counter = output + block, counter + 1
    return output[:length]


def hkdf(ikm: bytes, salt: bytes, info: bytes, length: int = 32) -> bytes:
    """RFC 5869: extract, then expand."""
    return hkdf_expand(hmac_sha256(salt or bytes(32), ikm), info, length)


class KeySet:
    """What one log key gives: the keys that authenticate frames, segment headers and HEAD slots."""

    def __init__(self, log_key: bytes) -> None:
        self.frame = hkdf_expand(log_key, b"lighthouse/frame/v1")
        self.segment = hkdf_expand(log_key, b"lighthouse/segment/v1")
        self.head = hkdf_expand(log_key, b"lighthouse/head/v1")
        self.check = hmac_sha256(self.frame, b"lighthouse/key-check/v1")[:8]


class RingKeys:
    """The keys of a log in ring mode: one key set for each key number."""

    def __init__(self, masters: dict[int, bytes], log_id: bytes) -> None:
        self._sets = {kid: KeySet(log_key(master, log_id)) for kid, master in masters.items()}

    def of(self, kid: int) -> KeySet | None:
        return self._sets.get(kid)


class EpochKeys:
    """The keys of a sealed log: those of epoch e+1 follow from those of epoch e."""

    def __init__(self, master: bytes, log_id: bytes) -> None:
        self._log_id = log_id
        self._log_keys: list[bytes] = [log_key(master, log_id)]
        self._sets: dict[int, KeySet] = {}

    def of(self, epoch: int) -> KeySet | None:
        if not 1 <= epoch <= KID_MAX:
            return None
        while len(self._log_keys) < epoch:
            number = (len(self._log_keys) + 1).to_bytes(4, "little")
            info = b"lighthouse/epoch/v1" + self._log_id + number
            self._log_keys.append(hkdf_expand(self._log_keys[-1], info))
        if epoch not in self._sets:
            self._sets[epoch] = KeySet(self._log_keys[epoch - 1])
        return self._sets[epoch]


def log_key(master: bytes, log_id: bytes) -> bytes:
    return hkdf(master, log_id, b"lighthouse/log/v1")


@dataclass(frozen=True)
class KeyRing:
    masters: dict[int, bytes]
    active: int


def load_ring(path: str) -> KeyRing:
    """Reads a key ring from a file that nobody but its owner can read or write."""
    try:
        with open(path, "rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            text = file.read(RING_BYTES_MAX + 1)
    except OSError as error:
        raise KeyRingError(f"cannot read the key ring {path}: {error.strerror}") from error
    if os.name == "posix" and stat.S_IMODE(mode) & 0o077:
        raise KeyRingError(f"others can read or write the key ring {path}: chmod 600")
    if len(text) > RING_BYTES_MAX:
        raise KeyRingError(f"the key ring {path} is larger than {RING_BYTES_MAX} bytes")
    try:
        return parse_ring(json.loads(text))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise KeyRingError(f"{path} is not a key ring: {error}") from error


def parse_ring(ring: dict) -> KeyRing:
    """Takes a parsed key ring apart.

    Raises ValueError, KeyError or TypeError when it is not of its form.
    """
    if ring["format"] != RING_FORMAT:
        raise ValueError(f"format is not {RING_FORMAT}")
    masters: dict[int, bytes] = {}
    active: list[int] = []
    for key in ring["keys"]:
        kid = key["kid"]
        if type(kid) is not int or not 1 <= kid <= KID_MAX or kid in masters:
            raise ValueError("a key number is not between 1 and 65535, or there twice")
        masters[kid] = decode_master(key["master"])
        if key["state"] not in ("active", "retired", "revoked"):
            raise ValueError(f"key {kid} is neither active, retired nor revoked")
        if key["state"] == "active":
            active.append(kid)
    if len(active) != 1:
        raise ValueError("not exactly one key is active")
    return KeyRing(masters, active[0])


def decode_master(text: str) -> bytes:
    try:
        master = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError("a master key is not base64") from error
    if len(master) != 32:
        raise ValueError("a master key is not 32 bytes")
    return master
