"""What a loader may hand over: archive and boot information anywhere, and memory in any number of ranges.

SPDX-License-Identifier: MIT
"""

import random

from cases.boot import TREE
from harness.case import Case
from harness.loader import AVAILABLE, MEMORY, PAGE, RESERVED, Loader, Range

MIB = 1 << 20
TRAMPOLINE = 0x7000  # where other CPUs start: src/arch/i386/boot/trampoline.h

# Name: the addresses of the archive, nine pages, and of the boot information, which is less than one.
PLACES = {
    "the archive from the page of the trampoline on": (TRAMPOLINE, 0x500),
    "a program's code in the page of the trampoline": (TRAMPOLINE - 2 * PAGE, 0x600),
    "the boot information in the page of the trampoline, the archive behind it": (TRAMPOLINE + PAGE, TRAMPOLINE),
    "the boot information across the start of the trampoline's page": (0x20000, TRAMPOLINE - 0x80),
    "the archive in the first page that loaders may use": (PAGE, 0x10000),
    "both at the end of low memory": (0x93000, 0x9F800),
    "the archive right behind the kernel, and the boot information behind that": (None, None),
    "both at the end of memory": (0x1FFD0000, 0x1FFDF800),
    "the boot information where the kernel takes its first pages": (0x18000000, 0x1C0000),
}


def loads(name: str, loader: Loader, *expect: str) -> Case:
    return Case(name, init=("forktree",), loader=loader, expect=(r"^SMP: CPU 0 found 4 CPU\(s\)$", *TREE, *expect))


PLACED = [
    loads(f"the loader has put {where}: Multiboot {version}", Loader(version, archive, information))
    for where, (archive, information) in PLACES.items() for version in (1, 2)
]

def broken_up(count: int) -> tuple[Range, ...]:
    """A map of so many ranges at least: every other one of each size something else than memory, of types that are known and
    not; some overlap, some are empty, some go round the end of all addresses; and they come in no order."""
    chance = random.Random(count)
    ranges = [entry for entry in MEMORY if entry[0] != 1 * MIB] + [(1 * MIB, 63 * MIB, AVAILABLE)]
    start = 64 * MIB
    while len(ranges) < count - 41:
        size = chance.randrange(1, 64) * 0x1000 + chance.choice((0, 0, 0x800))
        ranges.append((start, size, AVAILABLE))
        gap = chance.randrange(1, 64) * 0x1000
        ranges.append((start + size, gap, chance.choice((RESERVED, 3, 4, 5, 20, 0x80000005))))
        start += size + gap
    ranges.append((start, 0x1FFE0000 - start, AVAILABLE))
    for _ in range(13):
        ranges.append((chance.randrange(64 * MIB, start), chance.randrange(1, 8) * 0x1000, RESERVED))
        ranges.append((chance.randrange(64 * MIB, start), 0, chance.choice((AVAILABLE, RESERVED))))
        ranges.append(((1 << 64) - chance.randrange(1, 8) * 0x1000, 0x10000, chance.choice((AVAILABLE, RESERVED))))
    ranges.append((768 * MIB, (1 << 64) - 512 * MIB, AVAILABLE))  # behind all memory, and round to where it is
    chance.shuffle(ranges)
    return tuple(ranges)


def believed(entry: Range) -> bool:
    base, size, kind = entry
    return size > 0 and (kind != AVAILABLE or base + size <= 1 << 64)


def usable_mib(ranges: tuple[Range, ...]) -> int:
    """A page counts if ranges of memory cover all of it, and no other touches it."""
    pages = bytearray(512 * MIB // PAGE)
    for base, size, kind in filter(believed, ranges):
        if kind == AVAILABLE:
            first, end = -(-base // PAGE), (base + size) // PAGE
            pages[first:end] = b"\1" * len(pages[first:end])
    for base, size, kind in filter(believed, ranges):
        if kind != AVAILABLE:
            first, end = base // PAGE, -(-(base + size) // PAGE)
            pages[first:end] = b"\0" * len(pages[first:end])
    return sum(pages) * PAGE // MIB


MOST_RANGES = 1024  # BOOT_MEMORY_RANGES of src/kernel/include/kernel/bootinfo.h
OWN_MIB = 12  # the kernel's at most, with 4,096 environments and the archive


def usable(ranges: tuple[Range, ...], lost_mib: int = 0) -> str:
    most = usable_mib(ranges)
    return rf"^memory: ({'|'.join(map(str, range(most - lost_mib - OWN_MIB, most + 1)))}) MiB usable$"


def uses(count: int, version: int) -> Case:
    ranges = broken_up(count)
    return loads(f"all memory is used that is in {count} ranges, which overlap, wrap round and come in no order: "
                 f"Multiboot {version}", Loader(version, memory=ranges), usable(ranges))


def exhausts(count: int) -> Case:
    return Case(f"memory that is in {count} ranges can be used to its end, and comes back", init=("exhaust_together",),
                loader=Loader(2, programs=("exhaust_together",), memory=broken_up(count)), expect=("^exhaust_together: passed$",))


def leaves(count: int) -> Case:
    """The smallest ranges are left, of 128 KiB at most on average."""
    ranges = broken_up(count)
    too_many = sum(map(believed, ranges)) - MOST_RANGES
    return loads(f"of {count} ranges of memory the smallest are left out, and this is said", Loader(2, memory=ranges),
                 rf"^memory: the loader lists {too_many} ranges too many: \d+ KiB are not used$",
                 usable(ranges, too_many // 8))


MAPS = [uses(300, 1), uses(600, 2), uses(1000, 1), uses(1000, 2), exhausts(600), leaves(1500)]

CASES = PLACED + MAPS
