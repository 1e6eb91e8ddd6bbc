"""A loader of our own, for what no other does when it is asked to: it puts archive and boot information at any place, and
tells of any memory. tests/system/loader.asm carries out the plan that is made here.

SPDX-License-Identifier: MIT
"""

import struct
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tine.image import MKARCHIVE, DirectImage, command_line

PAGE = 4096
PROGRAM_HEADERS, HEADER_SIZE, LOAD = 28, 32, 1
ENTRY, KERNBASE = 24, 0xF0000000
RUBBISH = b"\xa5"  # not every loader clears the kernel's bss

AVAILABLE, RESERVED = 1, 2
Range = tuple[int, int, int]  # base, size, type

# What SeaBIOS tells of a pc board with 512 MiB.
MEMORY: tuple[Range, ...] = (
    (0, 0x9FC00, AVAILABLE), (0x9FC00, 0x400, RESERVED), (0xF0000, 0x10000, RESERVED),
    (0x100000, 0x1FEE0000, AVAILABLE), (0x1FFE0000, 0x20000, RESERVED), (0xFFFC0000, 0x40000, RESERVED))


@dataclass(frozen=True)
class Loader:
    multiboot: int  # 1 or 2
    archive: int | None = None  # its address; None: right behind the kernel
    information: int | None = None  # None: right behind the archive
    programs: tuple[str, ...] = ("forktree",)  # the archive's
    memory: tuple[Range, ...] = MEMORY

    def plan(self, kernel: bytes, archive: bytes, line: str) -> bytes:
        pieces, end = segments(kernel)
        archive_base = page_up(end) if self.archive is None else self.archive
        archive_end = archive_base + len(archive)
        base = archive_end if self.information is None else self.information
        magic, make = INFORMATION[self.multiboot]
        information = make(base, line.encode() + b"\0", (archive_base, archive_end), self.memory)
        pieces += [(archive_base, archive), (base, information)]
        entry, = struct.unpack_from("<I", kernel, ENTRY)
        return planned((magic, base, entry - KERNBASE), pieces)

    def image(self, build: Path, kernel: Path, words: tuple[str, ...], folder: Path) -> DirectImage:
        """What QEMU is to load. The archive is small, so that it fits in low memory."""
        archive = folder / "programs.tar"
        built = [place / name for name in self.programs for place in (build / "src/user", build / "tests/system")]
        subprocess.run([sys.executable, MKARCHIVE, archive, *filter(Path.is_file, built)], check=True)
        plan = folder / "plan"
        plan.write_bytes(self.plan(kernel.read_bytes(), archive.read_bytes(), command_line(words)))
        return DirectImage(build / "tests/system/loader", plan)


def page_up(address: int) -> int:
    return -(-address // PAGE) * PAGE


def segments(kernel: bytes) -> tuple[list[tuple[int, bytes]], int]:
    """The kernel's segments, by physical address, and where they end."""
    pieces = []
    header, = struct.unpack_from("<I", kernel, PROGRAM_HEADERS)
    while struct.unpack_from("<I", kernel, header) == (LOAD,):
        _, offset, _, physical, size, memory_size = struct.unpack_from("<6I", kernel, header)
        pieces.append((physical, kernel[offset:offset + size] + RUBBISH * (memory_size - size)))
        header += HEADER_SIZE
    return pieces, max(physical + len(contents) for physical, contents in pieces)


def planned(registers: tuple[int, int, int], pieces: list[tuple[int, bytes]]) -> bytes:
    plan = struct.pack("<4I", *registers, len(pieces))
    offset = len(plan) + 12 * len(pieces)
    for address, contents in pieces:
        plan += struct.pack("<3I", offset, address, len(contents))
        offset += len(contents)
    return plan + b"".join(contents for _, contents in pieces)


def multiboot1(base: int, line: bytes, module: tuple[int, int], memory: tuple[Range, ...]) -> bytes:
    """One piece, although the parts could be anywhere: command line, list of modules, and map behind the structure."""
    FLAGS, SIZE = 1 << 2 | 1 << 3 | 1 << 6, 88
    parts = [line, struct.pack("<4I", *module, base + SIZE, 0),
             b"".join(struct.pack("<I2QI", 20, *entry) for entry in memory)]
    places = [base + SIZE + len(b"".join(parts[:i])) for i in range(len(parts))]
    fixed = struct.pack("<I12xI2I16x2I", FLAGS, places[0], 1, places[1], len(parts[2]), places[2])
    return fixed.ljust(SIZE, b"\0") + b"".join(parts)


def multiboot2(base: int, line: bytes, module: tuple[int, int], memory: tuple[Range, ...]) -> bytes:
    tags = b""
    for kind, contents in (
            (1, line), (3, struct.pack("<2I", *module) + b"programs\0"),
            (6, struct.pack("<2I", 24, 0) + b"".join(struct.pack("<2QI4x", *entry) for entry in memory)), (0, b"")):
        tag = struct.pack("<2I", kind, 8 + len(contents)) + contents
        tags += tag + b"\0" * (-len(tag) % 8)
    return struct.pack("<2I", 8 + len(tags), 0) + tags


# By version: what is in eax, and how the information is laid out.
INFORMATION = {1: (0x2BADB002, multiboot1), 2: (0x36D76289, multiboot2)}
