"""The RFC 6962 Merkle tree over the frames of a log."""

from __future__ import annotations

import hashlib


class MerkleTree:
    """Takes leaf hashes one by one and keeps the roots of the sizes that are asked for."""

    def __init__(self) -> None:
        self.is_complete = True
        self.sizes_wanted: set[int] = set()
        self.roots: dict[int, bytes] = {0: hashlib.sha256().digest()}
        self._size = 0
        self._subtrees: list[tuple[int, bytes]] = []

    def add(self, leaf: bytes) -> None:
        """Adds SHA-256(0x00 ‖ frame). A tree that misses a leaf has no roots from there on."""
        self._size += 1
        height = 0
        while self._subtrees and self._subtrees[-1][0] == height:
            leaf = node(self._subtrees.pop()[1], leaf)
            height += 1
        self._subtrees.append((height, leaf))
        if self.is_complete and self._size in self.sizes_wanted:
            self.roots[self._size] = self._root()

    def _root(self) -> bytes:
        root = self._subtrees[-1][1]
        for _, subtree in reversed(self._subtrees[:-1]):
            root = node(subtree, root)
        return root


def node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()
