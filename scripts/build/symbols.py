#!/usr/bin/env python3
"""Give the kernel a table of its functions, for backtraces.

    symbols.py table NM KERNEL OUT.asm    write the table of a kernel linked without one
    symbols.py check NM FIRST FINAL OUT   copy FINAL to OUT if the table fits it

The kernel is linked twice, the second time with the table. The table holds
functions only, and lies behind all of them, so adding it must not have moved
any: check makes sure of that.

SPDX-License-Identifier: MIT
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

HEADER = """\
; Made by scripts/build/symbols.py: the kernel's functions, sorted by address.
section .symtab_tine progbits alloc noexec nowrite align=4
global kernel_symbols, kernel_symbol_count, kernel_symbol_names
"""


# GCC's names for pieces of a function, such as env_run.part.0: the function's own name serves.
PIECE = re.compile(r"(\.(cold|constprop|isra|part)(\.\d+)?)+$")


def functions(nm: str, kernel: str) -> list[tuple[int, str]]:
    """Address and name of everything in text but the local labels of assembly, sorted."""
    listing = subprocess.run([nm, "--defined-only", kernel], check=True, capture_output=True, text=True).stdout
    found = []
    for line in listing.splitlines():
        address, kind, name = line.rsplit(maxsplit=2)
        name = PIECE.sub("", name)
        if kind in ("t", "T") and "." not in name:
            found.append((int(address, 16), name))
    return sorted(found)


def table(symbols: list[tuple[int, str]]) -> str:
    lines = [HEADER, f"kernel_symbol_count: dd {len(symbols)}", "kernel_symbols:"]
    offset = 0
    for address, name in symbols:
        lines.append(f"\tdd {address:#x}, {offset}")
        offset += len(name) + 1
    lines.append("kernel_symbol_names:")
    lines += [f'\tdb "{name}", 0' for _, name in symbols]
    return "\n".join(lines) + "\n"


def main() -> int:
    match sys.argv[1:]:
        case ["table", nm, kernel, output]:
            Path(output).write_text(table(functions(nm, kernel)))
        case ["check", nm, first, final, output]:
            if functions(nm, first) != functions(nm, final):
                sys.exit(f"symbols.py: the table moved functions of {final}: is it behind all of them?")
            shutil.copyfile(final, output)
        case _:
            sys.exit(__doc__)
    return 0


if __name__ == "__main__":
    sys.exit(main())
