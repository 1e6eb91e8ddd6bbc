#!/usr/bin/env python3
"""scripts/mkusb refuses the disks that it should, by a tree like Linux's /sys, and notices those that forget.

SPDX-License-Identifier: MIT
"""

import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts/lib"))

from tine.disks import Disks
from tine.mkusb import PIECE, first_difference, write

STICK, PARTITION, SSD, SWAPPED, RAID = "8:16", "8:17", "8:0", "8:32", "8:48"


class RefusalTest(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.root = Path(scratch.name)
        (self.root / "sys/dev/block").mkdir(parents=True)
        (self.root / "sys/class/block").mkdir(parents=True)
        self.disk("sdb", STICK, removable="1")
        self.disk("sdb/sdb1", PARTITION, partition="1")
        self.disk("sda", SSD, removable="0")
        self.disk("sdc", SWAPPED, removable="1")
        self.disk("sdd", RAID, removable="1")
        self.write("mountinfo", "23 28 0:21 / /proc rw - proc proc rw\n")
        self.write("swaps", "Filename Type Size Used Priority\n")
        self.disks = Disks(self.root / "sys", self.root / "mountinfo", self.root / "swaps")

    def write(self, path, text):
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text)

    def disk(self, name, number, **files):
        for file, text in {"dev": number, "size": "2048", "ro": "0", **files}.items():
            self.write(f"sys/devices/{name}/{file}", text + "\n")
        folder = self.root / "sys/devices" / name
        (self.root / "sys/dev/block" / number).symlink_to(folder)
        (self.root / "sys/class/block" / folder.name).symlink_to(folder)

    def refusal(self, number, fixed_too=False):
        return self.disks.refusal(number, fixed_too) or ""

    def test_takes_a_stick_that_nobody_uses(self):
        self.assertIsNone(self.disks.refusal(STICK, False))
        self.assertEqual(self.disks.size_bytes(STICK), 1 << 20)

    def test_refuses_a_disk_that_is_mounted(self):
        self.write("mountinfo", "30 1 8:16 / /mnt rw - ext4 /dev/sdb rw\n")
        self.assertIn("/dev/sdb is in use", self.refusal(STICK))

    def test_refuses_a_disk_one_of_whose_partitions_is_mounted(self):
        self.write("mountinfo", "30 1 8:17 / / rw - ext4 /dev/sdb1 rw\n")
        self.assertIn("/dev/sdb1 is in use", self.refusal(STICK, fixed_too=True))

    def test_refuses_swap(self):
        self.write("swaps", "Filename Type Size Used Priority\n/dev/sdc partition 100 0 -2\n")
        self.assertIn("/dev/sdc is in use", self.refusal(SWAPPED))

    def test_refuses_a_part_of_something_larger(self):
        self.write("sys/devices/sdd/holders/md0", "")
        self.assertIn("part of md0", self.refusal(RAID))

    def test_refuses_a_partition_and_names_its_disk(self):
        self.assertIn("take /dev/sdb", self.refusal(PARTITION))

    def test_refuses_a_disk_that_is_not_removable_unless_told(self):
        self.assertIn("--fixed", self.refusal(SSD))
        self.assertIsNone(self.disks.refusal(SSD, True))

    def test_refuses_a_disk_that_cannot_be_written(self):
        self.write("sys/devices/sdb/ro", "1\n")
        self.assertIn("cannot be written", self.refusal(STICK))

    def test_refuses_what_linux_does_not_know(self):
        self.assertIn("knows nothing", self.refusal("9:9"))


class ReadingBackTest(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.NamedTemporaryFile()
        self.addCleanup(scratch.close)
        self.stick = Path(scratch.name)
        self.image = bytes(range(256)) * (PIECE // 128)
        write(self.image, self.stick)

    def test_finds_no_difference_after_writing(self):
        self.assertIsNone(first_difference(self.image, self.stick))

    def test_finds_a_byte_that_was_not_kept(self):
        kept = bytearray(self.image)
        kept[PIECE + 5] ^= 1
        self.stick.write_bytes(kept)
        self.assertEqual(first_difference(self.image, self.stick), PIECE + 5)

    def test_finds_that_the_end_was_not_kept(self):
        self.stick.write_bytes(self.image[:-1])
        self.assertEqual(first_difference(self.image, self.stick), len(self.image) - 1)


if __name__ == "__main__":
    unittest.main()
