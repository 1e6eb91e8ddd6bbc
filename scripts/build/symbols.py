#!/usr/bin/env python3
"""Tables of functions and source lines, for the kernel's monitor and its backtraces.

    symbols.py table NM OBJDUMP KERNEL OUT.asm     write the table of a kernel linked without one;
                                                   without lines if OBJDUMP is -
    symbols.py check NM FIRST FINAL OUT            copy FINAL to OUT if the table fits it
    symbols.py program NM OBJDUMP OBJCOPY ELF OUT [OPTION]...
                                                   copy a program with its table as a section;
                                                   options are objcopy's

The kernel is linked twice, the second time with the table. The table lies
behind all functions, so adding it must not have moved any: check makes sure
of that. src/kernel/debug/symbols.h describes the table.

SPDX-License-Identifier: MIT
"""

import re
import shutil
import struct
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

MAGIC = 0x4E595354  # "TSYN"
NAME_SIZE = 64  # with the zero byte behind a name
FIRST_CHARACTER = ord(" ")
FIRST_PAIR, PAIRS_END = 96, 256  # codes; those below are characters

# GCC's names for pieces of a function, such as env_run.part.0: the function's own name serves.
PIECE = re.compile(r"(\.(cold|constprop|isra|part)(\.\d+)?)+$")

# A line of objdump's: file, line or - at the end of a stretch, address, perhaps a view, and x.
ROW = re.compile(r"(?P<file>\S+)\s+(?P<line>\d+|-)\s+(?P<address>0x[0-9a-f]+|0)(\s+\d+)?(?P<end>\s+END)?(\s+x)?$")


def output(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def functions(nm: str, image: str) -> list[tuple[int, str]]:
    """Address and name of everything in text but the local labels of assembly, sorted."""
    found = []
    for line in output(nm, "--defined-only", image).splitlines():
        address, kind, name = line.rsplit(maxsplit=2)
        name = PIECE.sub("", name)
        if kind in ("t", "T") and "." not in name:
            found.append((int(address, 16), name))
    return sorted(found)


def lines(objdump: str, image: str, lowest: int) -> list[tuple[int, str, int]]:
    """Where each source line's code begins, sorted; line 0: from there on no line is known."""
    found: dict[int, tuple[str, int]] = {}
    for text in output(objdump, "--dwarf=decodedline", "-w", image).splitlines():
        row = ROW.match(text)
        if not row or int(row["address"], 16) < lowest:
            continue
        address = int(row["address"], 16)
        if row["line"] == "-" or row["end"]:
            found.setdefault(address, ("", 0))
        else:
            found[address] = (row["file"].rpartition("/")[2], int(row["line"]))
    changes = []
    for address, (file, line) in sorted(found.items()):
        if not changes or changes[-1][1:] != (file, line):
            changes.append((address, file, line))
    return changes


def unsigned(number: int) -> bytes:
    """LEB128."""
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def signed(number: int) -> int:
    """0, -1, 1, -2 ... become 0, 1, 2, 3 ..."""
    return number * 2 if number >= 0 else -number * 2 - 1


def pack(names: list[str]) -> tuple[list[bytes], bytes]:
    """Each name in codes, with a zero byte behind it, and the two codes that each code of a pair is for.

    The most frequent pair of codes becomes a code, again and again, while that saves more than its entry takes.
    """
    if any(len(name) >= NAME_SIZE for name in names):
        sys.exit(f"symbols.py: {max(names, key=len)} is too long for the table")
    text = "".join("".join(chr(ord(character) - FIRST_CHARACTER) for character in name) + "\0" for name in names)
    pairs = ""
    for code in range(FIRST_PAIR, PAIRS_END):
        counts = Counter(first + second for first, second in zip(text, text[1:]) if "\0" not in (first, second))
        pair, count = max(counts.items(), key=lambda item: (item[1], item[0]), default=("", 0))
        if count <= len(pair):
            break
        text = text.replace(pair, chr(code))
        pairs += pair
    return [name.encode("latin-1") + b"\0" for name in text.split("\0")[:-1]], pairs.encode("latin-1")


def table(symbols: list[tuple[int, str]], rows: list[tuple[int, str, int]]) -> bytes:
    files = sorted({file for _, file, _ in rows if file})
    codes, pairs = pack([name for _, name in symbols] + files)
    names = bytearray()
    last = 0
    for (address, _), name in zip(symbols, codes):
        names += unsigned(address - last) + name
        last = address
    offsets = {}
    for file, name in zip(files, codes[len(symbols):]):
        offsets[file] = len(names)
        names += name
    start = symbols[0][0] if symbols else 0
    code = bytearray()
    address, file, line = start, "", 0
    for new_address, new_file, new_line in rows:
        changed = new_line != 0 and new_file != file
        code += unsigned((new_address - address) * 2 + changed)
        if changed:
            file = new_file
            code += unsigned(offsets[file])
        code += unsigned(signed(new_line - line))
        address, line = new_address, new_line
    header = struct.pack("<7I", MAGIC, len(symbols), len(pairs) // 2, len(names), len(code), len(rows), start)
    return header + pairs + names + code


def assembly(contents: bytes) -> str:
    text = ["; Made by scripts/build/symbols.py: the kernel's functions and lines.",
            "section .symtab_tine progbits alloc noexec nowrite align=4",
            "global kernel_symbols, kernel_symbols_end",
            "kernel_symbols:"]
    text += ["\tdb " + ", ".join(map(str, contents[i:i + 32])) for i in range(0, len(contents), 32)]
    return "\n".join(text + ["kernel_symbols_end:"]) + "\n"


def table_of(nm: str, objdump: str, image: str) -> bytes:
    symbols = functions(nm, image)
    return table(symbols, lines(objdump, image, symbols[0][0]) if objdump != "-" and symbols else [])


def main() -> int:
    match sys.argv[1:]:
        case ["table", nm, objdump, kernel, out]:
            Path(out).write_text(assembly(table_of(nm, objdump, kernel)))
        case ["check", nm, first, final, out]:
            if functions(nm, first) != functions(nm, final):
                sys.exit(f"symbols.py: the table moved functions of {final}: is it behind all of them?")
            shutil.copyfile(final, out)
        case ["program", nm, objdump, objcopy, elf, out, *options]:
            with tempfile.NamedTemporaryFile() as section:
                section.write(table_of(nm, objdump, elf))
                section.flush()
                output(objcopy, *options, f"--add-section=.tine.symbols={section.name}", elf, out)
        case _:
            sys.exit(__doc__)
    return 0


if __name__ == "__main__":
    sys.exit(main())
