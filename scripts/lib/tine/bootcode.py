"""scripts/bootcode: what the boot code at the end of a panic means, by this tree's source.

The kernel makes the code in src/kernel/debug/bootcode.c.

SPDX-License-Identifier: MIT
"""

import re
import sys

from tine.build import ROOT

STAGES = ROOT / "src/kernel/include/kernel/bootstages.def"
STAGE = re.compile(r'^BOOT_STAGE\((\d+), \w+, "(.*)"\)', re.MULTILINE)
CODE = re.compile(r"([0-9a-f]{4})[- ]?([0-9a-f]{4})")


def check_digit(digits: int) -> int:
    return sum((digits >> 4 * i & 0xF) * (2 * i + 1) for i in range(7)) & 0xF


def name_hash(name: str) -> int:
    result = 0
    for character in name.encode():
        result = (result * 31 + character) & 0xFF
    return result


def places(line: int, wanted_hash: int) -> list[str]:
    """Lines of the kernel's source that the code can mean."""
    found = []
    for folder in ("src/kernel", "src/arch"):
        for path in sorted((ROOT / folder).rglob("*.[ch]")):
            lines = path.read_text().splitlines()
            if name_hash(path.name) == wanted_hash and 1 <= line <= len(lines):
                found.append(f"{path.relative_to(ROOT)}:{line}: {lines[line - 1].strip()}")
    return found


def explain(code: int) -> list[str]:
    digits = code >> 4
    stages = {int(number): text for number, text in STAGE.findall(STAGES.read_text())}
    stage, line, wanted_hash = digits >> 20, digits >> 8 & 0xFFF, digits & 0xFF
    text = [f"stage {stage}: {stages.get(stage, 'not one that this tree knows')}"]
    if line == 0:
        return text
    return text + (places(line, wanted_hash) or [f"at line {line} of a file that is not in this tree"])


def main() -> int:
    match = CODE.fullmatch(" ".join(sys.argv[1:]).lower())
    if match is None:
        sys.exit("usage: bootcode CODE, such as 0708-c8a5: the eight digits at the end of a panic")
    code = int("".join(match.groups()), 16)
    if check_digit(code >> 4) != code & 0xF:
        sys.exit("tine: one of these digits is wrong; an 8 may be a B, a 0 a D")
    print("\n".join(explain(code)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
