#!/usr/bin/env python3
"""Check scripts/build/mkarchive.py, given as the argument: its archives are
what the kernel's reader wants, and what tar reads without complaint.

SPDX-License-Identifier: MIT
"""
import os
import subprocess
import sys
import tarfile
import tempfile
import unittest

MKARCHIVE = sys.argv.pop()
PAGE = 4096


class MkarchiveTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def path(self, name):
        return os.path.join(self.folder, name)

    def make(self, out, arguments):
        return subprocess.run([sys.executable, MKARCHIVE, self.path(out), *arguments],
                              capture_output=True, text=True)

    def files(self, sizes):
        """Files named after their sizes; every gap between two files comes about once."""
        for size in sizes:
            with open(self.path(str(size)), "wb") as file:
                file.write(bytes(i * 7 % 251 for i in range(size)))
        return [self.path(str(size)) for size in sizes]

    SIZES = [*range(0, 3 * PAGE, 511), PAGE, 2 * PAGE]

    def test_contents_start_on_page_boundaries_and_are_the_files(self):
        result = self.make("out", self.files(self.SIZES))
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        self.assertEqual(os.path.getsize(self.path("out")) % PAGE, 0)
        with tarfile.open(self.path("out")) as archive, open(self.path("out"), "rb") as raw:
            members = archive.getmembers()
            self.assertEqual([member.name for member in members], [str(s) for s in self.SIZES])
            for member, size in zip(members, self.SIZES):
                self.assertEqual((member.size, member.offset_data % PAGE), (size, 0))
                raw.seek(member.offset_data)
                with open(self.path(member.name), "rb") as file:
                    self.assertEqual(raw.read(size), file.read())

    def test_tar_lists_it_without_complaint(self):
        self.make("out", self.files(self.SIZES))
        result = subprocess.run(["tar", "tf", self.path("out")], capture_output=True, text=True)
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        self.assertEqual(result.stdout.split(), [str(size) for size in self.SIZES])

    def test_the_same_files_give_the_same_bytes(self):
        files = self.files([100, 5000])
        self.make("one", files)
        os.utime(files[0], (1, 1))
        os.chmod(files[1], 0o600)
        self.make("two", files)
        with open(self.path("one"), "rb") as one, open(self.path("two"), "rb") as two:
            self.assertEqual(one.read(), two.read())

    def test_a_file_can_be_renamed(self):
        file, = self.files([3])
        self.make("out", [file + "=hello"])
        with tarfile.open(self.path("out")) as archive:
            self.assertEqual(archive.getnames(), ["hello"])

    def test_names_that_the_kernel_would_refuse_are_refused(self):
        file, = self.files([3])
        for arguments in ([file + "=" + "x" * 56], [file + "="], [file + "=a/b"], [file, file]):
            with self.subTest(arguments=arguments):
                result = self.make("out", arguments)
                self.assertNotEqual(result.returncode, 0)
                self.assertFalse(os.path.exists(self.path("out")))

    def test_an_archive_of_nothing_is_one(self):
        self.assertEqual(self.make("out", []).returncode, 0)
        with tarfile.open(self.path("out")) as archive:
            self.assertEqual(archive.getnames(), [])


if __name__ == "__main__":
    unittest.main()
