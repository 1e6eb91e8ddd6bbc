#!/usr/bin/env python3
"""Make C constants known to NASM.

offsets.c holds statements like
    asm volatile("\\n.ascii \\"->ENV_ID %0\\"" :: "i"(offsetof(struct env, id)));
Compiled to assembly, never assembled, they are read here. Every build variant
gives its own assembly file; one NASM file serves all, so they have to agree.

SPDX-License-Identifier: MIT
"""

import re
import sys
from pathlib import Path

LINE = re.compile(r'^\s*\.ascii\s+"->(\w+) \$?(-?\d+)"', re.MULTILINE)


def read_constants(path: Path) -> dict[str, int]:
    return {name: int(value) for name, value in LINE.findall(path.read_text())}


def main() -> int:
    output, first, *others = map(Path, sys.argv[1:])
    constants = read_constants(first)
    if not constants:
        sys.exit(f"offsets.py: no constants in {first}")
    for other in others:
        for name, value in read_constants(other).items():
            if constants.get(name) != value:
                sys.exit(f"offsets.py: {name} is {constants.get(name)} in {first}, {value} in {other}")
    output.write_text("".join(f"%define {name} {value}\n" for name, value in constants.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
