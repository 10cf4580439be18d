"""Known answers from the standards on which the format stands."""

import hashlib
import unittest

from lighthouse_log.keys import hkdf, hkdf_expand, hmac_sha256, parse_ring
from lighthouse_log.layout import FRAME, HEADER, SLOT, crc32
from lighthouse_log.merkle import MerkleTree
from lighthouse_log.meta import parse_object
from lighthouse_log.scan import is_torn, sectors


class Hkdf(unittest.TestCase):
    """RFC 5869, appendix A: the test cases with SHA-256."""

    def test_case_1(self):
        okm = hkdf(
            bytes([0x0B]) * 22,
            bytes.fromhex("000102030405060708090a0b0c"),
            bytes.fromhex("f0f1f2f3f4f5f6f7f8f9"),
            42,
        )
        self.assertEqual(
            okm.hex(),
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865",
        )

    def test_case_2(self):
        okm = hkdf(bytes(range(0x50)), bytes(range(0x60, 0xB0)), bytes(range(0xB0, 0x100)), 82)
        self.assertEqual(
            okm.hex(),
            "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c"
            "59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71"
            "cc30c58179ec3e87c14c01d5c1f3434f1d87",
        )

    def test_case_3_without_salt_and_info(self):
        okm = hkdf(bytes([0x0B]) * 22, b"", b"", 42)
        self.assertEqual(
            okm.hex(),
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8",
        )

    def test_expand_to_32_bytes_is_one_hmac(self):
        prk = bytes(range(32))
        self.assertEqual(hkdf_expand(prk, b"info"), hmac_sha256(prk, b"info\x01"))


class Crc(unittest.TestCase):
    def test_check_value(self):
        self.assertEqual(crc32(b"123456789"), 0xCBF43926)


class Hmac(unittest.TestCase):
    def test_rfc_4231_case_2(self):
        self.assertEqual(
            hmac_sha256(b"Jefe", b"what do ya want for nothing?").hex(),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
        )


class Merkle(unittest.TestCase):
    """The tree of RFC 6962 over the eight inputs that its implementations test with."""

    INPUTS = ("", "00", "10", "2021", "3031", "40414243", "5051525354555657")

    def test_roots(self):
        inputs = [bytes.fromhex(text) for text in self.INPUTS]
        inputs.append(bytes(range(0x60, 0x70)))
        tree = MerkleTree()
        tree.sizes_wanted.update(range(1, 9))
        for data in inputs:
            tree.add(hashlib.sha256(b"\0" + data).digest())
        self.assertEqual(
            tree.roots[0].hex(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        )
        self.assertEqual(
            tree.roots[1].hex(), "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
        )
        self.assertEqual(
            tree.roots[2].hex(), "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"
        )
        self.assertEqual(
            tree.roots[3].hex(), "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"
        )
        self.assertEqual(
            tree.roots[8].hex(), "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"
        )


class Layout(unittest.TestCase):
    def test_sizes(self):
        self.assertEqual((HEADER.size, FRAME.size, SLOT.size), (192, 36, 136))


class Json(unittest.TestCase):
    def test_takes_objects_only(self):
        self.assertEqual(parse_object(b' {"a": [1.0e0]} '), {"a": [1.0]})
        invalid = (b'{"a":NaN}', b'{"a":"\xff"}', b"\xef\xbb\xbf{}", b"[" * 9000)
        for text in (b"[]", b"1", b"{", *invalid):
            with self.subTest(text[:10]):
                self.assertIsNone(parse_object(text))


class KeyRing(unittest.TestCase):
    def test_takes_exactly_one_active_key(self):
        key = {"kid": 1, "state": "active", "master": "A" * 43 + "=", "created": ""}
        ring = {"format": "lighthouse-keyring/1", "keys": [key]}
        self.assertEqual(parse_ring(ring).masters, {1: bytes(32)})
        for change in ({"kid": 0}, {"state": "old"}, {"master": "AAAA"}, {"kid": True}):
            with self.subTest(change), self.assertRaises(ValueError):
                parse_ring({**ring, "keys": [{**key, **change}]})
        with self.assertRaises(ValueError):
            parse_ring({**ring, "keys": [key, {**key, "kid": 2}]})


class TornTail(unittest.TestCase):
    def test_sectors_are_those_of_the_file(self):
        self.assertEqual(list(sectors(500, 1100)), [(500, 512), (512, 1024), (1024, 1100)])

    def test_a_sector_that_is_partly_zero_is_not_torn(self):
        data = bytearray(b"\x01" * 2048)
        data[600:604] = (1000).to_bytes(4, "little")
        data[1100:1500] = bytes(400)
        self.assertFalse(is_torn(bytes(data), 600))
        data[1024:1536] = bytes(512)
        self.assertTrue(is_torn(bytes(data), 600))


if __name__ == "__main__":
    unittest.main()
