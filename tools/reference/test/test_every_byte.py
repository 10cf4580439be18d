"""No byte of a log can change unnoticed."""

import os
import shutil
import tempfile
import unittest

from lighthouse_log.keys import parse_ring
from lighthouse_log.survey import Given
from lighthouse_log.verify import verify
from vectors import intact
from vectors.log_writer import START_US

NOW_US = 2 * START_US


class EveryByte(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="lighthouse-test-")
        self.addCleanup(shutil.rmtree, self.folder)

    def judge(self, vector):
        ring = parse_ring(vector.ring)
        return verify(os.path.join(self.folder, "log"), ring, Given(NOW_US))

    def test_a_flipped_bit_is_found_wherever_it_is(self):
        vector = intact.two_segments()
        vector.write(self.folder)
        self.assertEqual(self.judge(vector).verdict, "intact")
        for entry in os.scandir(os.path.join(self.folder, "log")):
            with open(entry.path, "r+b") as file:
                data = file.read()
                for at, byte in enumerate(data):
                    overwrite(file, at, byte ^ 1 << at % 8)
                    report = self.judge(vector)
                    overwrite(file, at, byte)
                    with self.subTest(file=entry.name, at=at):
                        expected = "intact" if entry.name == "HEAD" else "tampered"
                        self.assertEqual(report.verdict, expected)
                        self.assertEqual(bool(report.findings), True)

    def test_a_log_cut_anywhere_is_found_out(self):
        vector = intact.two_segments()
        vector.write(self.folder)
        for name in vector.log.files:
            path = os.path.join(self.folder, "log", name)
            with open(path, "rb") as file:
                data = file.read()
            for length in range(len(data)):
                with open(path, "wb") as file:
                    file.write(data[:length])
                with self.subTest(file=name, length=length):
                    self.assertEqual(self.judge(vector).verdict, "tampered")
            with open(path, "wb") as file:
                file.write(data)


def overwrite(file, at, byte):
    file.seek(at)
    file.write(bytes([byte]))
    file.flush()


if __name__ == "__main__":
    unittest.main()
