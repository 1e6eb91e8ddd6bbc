"""Which Debian packages each command needs, and their installation.

A package counts as installed if the program or file it is wanted for is
there, whoever put it there. On systems without apt-get what is missing is
named, and that is all.

SPDX-License-Identifier: MIT
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

# Package: the program on PATH, or the file, that shows it to be there.
BUILD = {
    "meson": "meson",
    "ninja-build": "ninja",
    "gcc-i686-linux-gnu": "i686-linux-gnu-gcc",
    "gcc": "gcc",
    "libc6-dev": "/usr/include/stdio.h",
    "nasm": "nasm",
    "grub-common": "grub-mkrescue",
    "grub-pc-bin": "/usr/lib/grub/i386-pc/multiboot2.mod",
    "grub-efi-amd64-bin": "/usr/lib/grub/x86_64-efi/multiboot2.mod",
    "grub-efi-ia32-bin": "/usr/lib/grub/i386-efi/multiboot2.mod",
    "xorriso": "xorriso",
    "mtools": "mformat",
    "qemu-system-x86": "qemu-system-i386",
}
# By scripts/run's --firmware; QEMU brings its own BIOS.
FIRMWARE = {
    "bios": {},
    "uefi": {"ovmf": "/usr/share/ovmf/OVMF.fd"},
    "uefi32": {"ovmf-ia32": "/usr/share/OVMF/OVMF32_CODE_4M.secboot.fd"},
}
BOCHS = {
    "bochs": "bochs",
    "bochsbios": "/usr/share/bochs/BIOS-bochs-latest",
    "vgabios": "/usr/share/bochs/VGABIOS-lgpl-latest",
}
WEB = {
    "npm": "npm",
    "seabios": "/usr/share/seabios/vgabios-stdvga.bin",
}
CHROMIUM = {"chromium": "chromium"}
TEST = BUILD | FIRMWARE["uefi"] | FIRMWARE["uefi32"] | BOCHS | WEB | CHROMIUM | {"clang-format": "clang-format", "gdb": "gdb"}
DEBUG = BUILD | {"gdb": "gdb"}


def missing_packages(needed: dict[str, str]) -> list[str]:
    def present(sign: str) -> bool:
        return Path(sign).exists() if sign.startswith("/") else shutil.which(sign) is not None

    return [package for package, sign in needed.items() if not present(sign)]


def ensure(needed: dict[str, str]) -> None:
    """Install what is missing; end the program, saying why, where that cannot be done."""
    missing = missing_packages(needed)
    if not missing:
        return
    names = " ".join(missing)
    as_root = [] if os.geteuid() == 0 else ["sudo"]
    if not shutil.which("apt-get") or (as_root and not shutil.which("sudo")):
        sys.exit(f"tine: missing, by their Debian package names: {names}")
    print(f"tine: installing {names}", file=sys.stderr)
    apt_get = [*as_root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    for command in (["update"], ["install", "-y", "--no-install-recommends", *missing]):
        if subprocess.run(apt_get + command, stdout=sys.stderr).returncode != 0:
            sys.exit(f"tine: apt-get {command[0]} failed; wanted: {names}")
    still_missing = missing_packages(needed)
    if still_missing:
        sys.exit(f"tine: installed, but of no use here: {' '.join(still_missing)}")
