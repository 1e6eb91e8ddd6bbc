#!/usr/bin/env python3
"""Make one EFI program of loader, kernel and programs: mkefi.py TARGET OUT KERNEL PROGRAMS.tar GRUB.CFG.IN [KERNEL ARGUMENT]...

TARGET is GRUB's name for the kind of firmware, x86_64-efi or i386-efi. Firmware starts it from wherever it can read a file.

SPDX-License-Identifier: MIT
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from mkiso import MODULES, add_contents, grub_config

IN_MEMORY = "memdisk tar"


def make_efi(options: argparse.Namespace) -> None:
    with tempfile.TemporaryDirectory(prefix="tine-efi-") as scratch:
        config = Path(scratch) / "grub.cfg"
        config.write_text(grub_config(options.grub_cfg, options.arguments))
        command = ["grub-mkstandalone", "-O", options.target, "-o", str(options.output), "--fonts=", "--locales=", "--themes=",
                   f"--install-modules={MODULES} {IN_MEMORY}", f"--modules={IN_MEMORY}", f"boot/grub/grub.cfg={config}",
                   f"boot/tine.elf={options.kernel}", f"boot/programs.tar={options.archive}"]
        result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if result.returncode != 0:
            sys.exit(f"mkefi.py: grub-mkstandalone failed\n{result.stdout}")


def main() -> int:
    parser = argparse.ArgumentParser(usage=__doc__.splitlines()[0].split(": ", 1)[1])
    parser.add_argument("target")
    add_contents(parser)
    make_efi(parser.parse_args())
    return 0


if __name__ == "__main__":
    sys.exit(main())
