#!/usr/bin/env python3
"""Rules of form that a program can look after: check.py RULE BUILD-DIRECTORY. RULES has them all.

SPDX-License-Identifier: MIT
"""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CLANG_FORMAT_VERSION = 14  # others lay out a few things differently
LONGEST_FILE = 500
# Compiled by a test itself; only where there is clang.
NOT_ALWAYS_BUILT = {"tests/system/outside.c", "tests/fuzz/libfuzzer.c"}

SKIPPED = 77  # Meson: the test could not be made

# Where a header may not be included, by its folder: each part of the house knows only those below it.
FORBIDDEN_INCLUDES = {
    "src/abi": r"(kernel|arch|i386|exo|inc)/",
    "src/kernel": r"(i386|exo|inc)/",
    "src/arch": r"(exo|inc)/",
    "src/libc": r"(kernel|arch|i386)/",
    "src/user": r"(kernel|arch|i386)/",
}
# The one place of the portable kernel that knows what architecture it is built for.
ARCHITECTURE_CHOICE = "src/kernel/include/arch/"
# Nothing in the portable kernel is said in the words of one machine.
MACHINE_WORDS = r"\b(__asm__|asm|inb|outb|inw|outw|inl|outl|rdmsr|wrmsr|cr[0234]|invlpg)\b"


def files(*suffixes: str) -> Iterator[Path]:
    for folder in ("src", "tests", "scripts", "iso"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in suffixes and "__pycache__" not in path.parts:
                yield path


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def check_format(_build: Path) -> list[str]:
    """clang-format has nothing to change."""
    program = shutil.which("clang-format")
    if program is None:
        return ["clang-format not found: apt-get install clang-format"]
    version = re.search(r"version (\d+)", subprocess.check_output([program, "--version"], text=True))
    if version is None or int(version.group(1)) != CLANG_FORMAT_VERSION:
        print(f"clang-format is not version {CLANG_FORMAT_VERSION}")
        sys.exit(SKIPPED)
    result = subprocess.run([program, "--dry-run", "--Werror", *map(str, files(".c", ".h"))],
                            capture_output=True, text=True, cwd=ROOT)
    return result.stderr.splitlines() if result.returncode else []


def check_includes(_build: Path) -> list[str]:
    """Dependencies point down, and the portable kernel names no machine."""
    found = []
    for path in files(".c", ".h"):
        text = path.read_text()
        for folder, forbidden in FORBIDDEN_INCLUDES.items():
            if name(path).startswith(folder + "/") and not name(path).startswith(ARCHITECTURE_CHOICE):
                for include in re.findall(rf'^#include [<"]({forbidden}.*)[>"]', text, re.MULTILINE):
                    found.append(f"{name(path)}: includes {include[0]}")
        # Comments aside, and the empty statement that only the compiler sees.
        code = re.sub(r'/\*.*?\*/|__asm__ volatile\(""\)', "", text, flags=re.DOTALL)
        if name(path).startswith("src/kernel/"):
            found += [f"{name(path)}: {word}" for word in re.findall(MACHINE_WORDS, code)]
    return found


def check_sources(build: Path) -> list[str]:
    """Every source is built, says its licence near its top, and is not too long."""
    built = (build / "build.ninja").read_text()
    found = []
    for path in files(".c", ".h", ".asm", ".py", ".def", ".ld", ".build"):
        lines = path.read_text().splitlines()
        is_source = path.suffix in (".c", ".asm") and name(path) not in NOT_ALWAYS_BUILT
        if is_source and not re.search(rf"/{re.escape(name(path))}\s", built):
            found.append(f"{name(path)}: in no meson.build")
        if not any("SPDX-License-Identifier: MIT" in line for line in lines[:40]):
            found.append(f"{name(path)}: no SPDX line at its top")
        if len(lines) > LONGEST_FILE:
            found.append(f"{name(path)}: {len(lines)} lines")
    return found


RULES = {"format": check_format, "includes": check_includes, "sources": check_sources}


def main() -> int:
    if len(sys.argv) != 3 or sys.argv[1] not in RULES:
        sys.exit(f"usage: check.py {'|'.join(RULES)} BUILD-DIRECTORY")
    found = RULES[sys.argv[1]](Path(sys.argv[2]))
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
