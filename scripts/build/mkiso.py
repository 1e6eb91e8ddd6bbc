#!/usr/bin/env python3
"""Make a bootable image: mkiso.py [--module NAME]... [--file FILE]... OUT KERNEL PROGRAMS.tar GRUB.CFG.IN [KERNEL ARGUMENT]...

The one file boots by BIOS and by UEFI, 64-bit or 32-bit, from a CD and from a USB stick. Tests have further modules of
GRUB's on it, and further files in /boot.

SPDX-License-Identifier: MIT
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

# What grub.cfg and the loaders need; with all of GRUB's modules the image would be four times the size.
MODULES = "normal iso9660 part_gpt part_msdos fat multiboot2 all_video test"
# Some BIOSes boot a stick only if a partition is marked active.
XORRISO = ["-boot_image", "any", "mbr_force_bootable=on"]


def grub_quoted(argument: str) -> str:
    """The argument as one word of GRUB's script language, nothing in it special."""
    return "'" + argument.replace("'", "'\\''") + "'"


def grub_config(template: Path, arguments: list[str]) -> str:
    return template.read_text().replace("@arguments@", " ".join(map(grub_quoted, arguments)))


def add_contents(parser: argparse.ArgumentParser) -> None:
    """Of the command line: the file to make, what of Tine is in it, and what the kernel is told."""
    for name in ("output", "kernel", "archive", "grub_cfg"):
        parser.add_argument(name, type=Path)
    parser.add_argument("arguments", nargs=argparse.REMAINDER)


def make_iso(options: argparse.Namespace) -> None:
    with tempfile.TemporaryDirectory(prefix="tine-iso-") as scratch:
        root = Path(scratch) / "root"
        (root / "boot/grub").mkdir(parents=True)
        shutil.copyfile(options.kernel, root / "boot/tine.elf")
        shutil.copyfile(options.archive, root / "boot/programs.tar")
        for file in options.file:
            shutil.copy(file, root / "boot")
        (root / "boot/grub/grub.cfg").write_text(grub_config(options.grub_cfg, options.arguments))
        made = Path(scratch) / "tine.iso"
        command = ["grub-mkrescue", "-o", str(made), "--fonts=", "--locales=", "--themes=",
                   f"--install-modules={' '.join([MODULES, *options.module])}", str(root), "--", *XORRISO]
        result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if result.returncode != 0 or not made.exists():
            sys.exit(f"mkiso.py: grub-mkrescue failed\n{result.stdout}")
        shutil.copyfile(made, options.output)


def main() -> int:
    parser = argparse.ArgumentParser(usage=__doc__.splitlines()[0].split(": ", 1)[1])
    parser.add_argument("--module", action="append", default=[])
    parser.add_argument("--file", action="append", default=[])
    add_contents(parser)
    make_iso(parser.parse_args())
    return 0


if __name__ == "__main__":
    sys.exit(main())
