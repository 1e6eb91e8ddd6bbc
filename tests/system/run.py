#!/usr/bin/env python3
"""Run system tests: run.py --build DIR [TEST'S NAME]...

Without a name all of them are run, one after the other. `run.py --list`
prints the names, of one suite if that is given; Meson makes a test of its own of each.

SPDX-License-Identifier: MIT
"""

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts/lib"))

from cases import ALL, SUITES, boot
from harness.runner import Images, passes


def images_of(build: Path) -> Images:
    kernels = {kind: build / f"src/kernel/tine-{kind}.elf" for kind in ("fine", "big", "fine-lazy")}
    return Images(build, kernels, build / "tests/system/tests.tar", build / "iso/tine.iso")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", type=Path, default=ROOT / "build")
    parser.add_argument("--list", action="store_true", help="print every test's name")
    parser.add_argument("--suite", choices=SUITES, help="list the tests of this suite only")
    parser.add_argument("--tested", action="store_true", help="print docs/hardware.md's table of machines")
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    if options.tested:
        print(boot.tested(), end="")
        return 0
    if options.list:
        print("\n".join(case.name for case in SUITES[options.suite]) if options.suite else "\n".join(ALL))
        return 0
    unknown = [name for name in options.names if name not in ALL]
    if unknown:
        sys.exit(f"run.py: no such test: {', '.join(unknown)}")
    images = images_of(options.build.resolve())
    failed = [name for name in options.names or ALL if not passes(ALL[name], images)]
    for name in failed:
        print("FAILED:", name)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
