#!/usr/bin/env python3
"""Make a bootable image: mkiso.py OUT KERNEL PROGRAMS.tar GRUB.CFG.IN [KERNEL ARGUMENT]...

The one file boots by BIOS and by UEFI, 64-bit or 32-bit, from a CD and from a USB stick.

SPDX-License-Identifier: MIT
"""

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


def make_iso(output: Path, kernel: Path, archive: Path, grub_cfg: Path, arguments: list[str]) -> None:
    with tempfile.TemporaryDirectory(prefix="tine-iso-") as scratch:
        root = Path(scratch) / "root"
        (root / "boot/grub").mkdir(parents=True)
        shutil.copyfile(kernel, root / "boot/tine.elf")
        shutil.copyfile(archive, root / "boot/programs.tar")
        config = grub_cfg.read_text().replace("@arguments@", " ".join(map(grub_quoted, arguments)))
        (root / "boot/grub/grub.cfg").write_text(config)
        made = Path(scratch) / "tine.iso"
        command = ["grub-mkrescue", "-o", str(made), "--fonts=", "--locales=", "--themes=",
                   f"--install-modules={MODULES}", str(root), "--", *XORRISO]
        result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if result.returncode != 0 or not made.exists():
            sys.exit(f"mkiso.py: grub-mkrescue failed\n{result.stdout}")
        shutil.copyfile(made, output)


def main() -> int:
    if len(sys.argv) < 5:
        sys.exit(__doc__)
    output, kernel, archive, grub_cfg = map(Path, sys.argv[1:5])
    make_iso(output, kernel, archive, grub_cfg, sys.argv[5:])
    return 0


if __name__ == "__main__":
    sys.exit(main())
