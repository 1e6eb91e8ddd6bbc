#!/usr/bin/env python3
"""Make the boot archive: mkarchive.py OUT FILE[=NAME]...

A ustar file whose files' contents start on page boundaries, so that the
kernel can map them in place. The same files give the same bytes, always.

SPDX-License-Identifier: MIT
"""
import os
import sys

BLOCK = 512
PAGE = 4096
NAME_MAX = 55  # ARCHIVE_NAME_SIZE of src/abi/archive.h, less the zero byte
REGULAR = b"0"
COMMENT = b"g"  # a pax global header; every tar passes over a comment in it


def header(name, size, kind):
    def octal(number, width):
        return b"%0*o\0" % (width - 1, number)

    fields = [
        (name.encode(), 100),
        (octal(0o755, 8), 8),
        (octal(0, 8), 8),  # user
        (octal(0, 8), 8),  # group
        (octal(size, 12), 12),
        (octal(0, 12), 12),  # modification time
        (b" " * 8, 8),  # checksum: blanks while it is computed
        (kind, 1),
        (b"", 100),
        (b"ustar\00000", 8),
    ]
    block = b"".join(value.ljust(width, b"\0") for value, width in fields).ljust(BLOCK, b"\0")
    checksum = b"%06o\0 " % sum(block)
    return block[:148] + checksum + block[156:]


def padded(contents, unit):
    return contents + b"\0" * (-len(contents) % unit)


def comment(size):
    """A pax comment entry of exactly size bytes, two blocks or more."""
    length = size - BLOCK  # of the one record, which states it
    text = b"%d comment=" % length
    return header("padding", length, COMMENT) + text + b"." * (length - len(text) - 1) + b"\n"


def archive(files):
    out = bytearray()
    for name, contents in files:
        gap = (PAGE - BLOCK - len(out)) % PAGE
        if gap == BLOCK:
            gap += PAGE
        if gap:
            out += comment(gap)
        out += header(name, len(contents), REGULAR) + padded(contents, BLOCK)
    return padded(out + b"\0" * (2 * BLOCK), PAGE)


def main(arguments):
    if len(arguments) < 1:
        sys.exit("usage: mkarchive.py OUT FILE[=NAME]...")
    files = []
    for argument in arguments[1:]:
        path, equals, name = argument.rpartition("=")
        if not equals:
            path, name = argument, os.path.basename(argument)
        if not 1 <= len(name.encode()) <= NAME_MAX or "/" in name:
            sys.exit(f"mkarchive.py: {name!r}: names have 1 to {NAME_MAX} bytes and no '/'")
        if name in (other for other, _ in files):
            sys.exit(f"mkarchive.py: {name}: given twice")
        with open(path, "rb") as file:
            files.append((name, file.read()))
    with open(arguments[0], "wb") as file:
        file.write(archive(files))


if __name__ == "__main__":
    main(sys.argv[1:])
