"""Kernels with a fault planted in them: one of their functions returns 0 at once.

SPDX-License-Identifier: MIT
"""

import struct
import subprocess
from pathlib import Path

RETURN_0 = bytes.fromhex("31c0 31d2 c3")  # xor eax, eax; xor edx, edx; ret: the caller takes arguments off the stack
PROGRAM_HEADERS, HEADER_SIZE, LOAD = 28, 32, 1


def address_of(kernel: Path, function: str) -> int:
    symbols = subprocess.run(["nm", kernel], stdout=subprocess.PIPE, text=True, check=True).stdout
    return next(int(line.split()[0], 16) for line in symbols.splitlines() if line.split()[-1] == function)


def with_broken(kernel: Path, function: str, folder: Path) -> Path:
    """A copy of the kernel, in the folder."""
    contents = bytearray(kernel.read_bytes())
    address = address_of(kernel, function)
    header, = struct.unpack_from("<I", contents, PROGRAM_HEADERS)
    while True:
        kind, offset, virtual, _, size = struct.unpack_from("<5I", contents, header)
        if kind == LOAD and virtual <= address < virtual + size:
            break
        header += HEADER_SIZE
    place = offset + address - virtual
    contents[place:place + len(RETURN_0)] = RETURN_0
    broken = folder / kernel.name
    broken.write_bytes(contents)
    return broken
