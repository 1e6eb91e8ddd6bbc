"""What a machine is booted from: kernel, boot archive, ISO, and words on the kernel's command line.

SPDX-License-Identifier: MIT
"""

import subprocess
import sys
import tarfile
from dataclasses import dataclass
from pathlib import Path

from tine.build import ROOT

MKARCHIVE = ROOT / "scripts/build/mkarchive.py"
MKISO = ROOT / "scripts/build/mkiso.py"
MKEFI = ROOT / "scripts/build/mkefi.py"
GRUB_CFG = ROOT / "iso/grub.cfg.in"

# By --firmware, GRUB's name for it.
EFI_TARGETS = {"uefi": "x86_64-efi", "uefi32": "i386-efi"}


@dataclass(frozen=True)
class DirectImage:
    """QEMU's own loader takes the kernel and the archive; no firmware or GRUB has a part in it."""

    kernel: Path
    archive: Path
    words: tuple[str, ...] = ()


def command_line(words: tuple[str, ...]) -> str:
    """The words as the kernel reads them: quoted and escaped as GRUB does it."""

    def quoted(word: str) -> str:
        for special in "\\\"'":
            word = word.replace(special, "\\" + special)
        return f'"{word}"' if " " in word or not word else word

    return " ".join(map(quoted, words))


def extended_archive(archive: Path, additions: list[Path], folder: Path) -> Path:
    """The archive with more programs in it; one of the same name is replaced."""
    programs: dict[str, bytes] = {}
    with tarfile.open(archive) as tar:
        for member in tar.getmembers():
            contents = tar.extractfile(member)
            if contents is not None:
                programs[member.name] = contents.read()
    programs |= {addition.name: addition.read_bytes() for addition in additions}
    files = folder / "programs"
    files.mkdir()
    for name, contents in programs.items():
        (files / name).write_bytes(contents)
    extended = folder / "programs.tar"
    command = [sys.executable, MKARCHIVE, extended, *(files / name for name in programs)]
    if subprocess.run(command).returncode != 0:
        sys.exit(1)
    return extended


def make_iso(kernel: Path, archive: Path, words: tuple[str, ...], folder: Path, grub_cfg: Path = GRUB_CFG,
             modules: tuple[str, ...] = (), files: tuple[Path, ...] = ()) -> Path:
    """An ISO whose kernel is given these words; with further modules of GRUB's, and files in /boot."""
    iso = folder / "tine.iso"
    options = [*(f"--module={module}" for module in modules), *(f"--file={file}" for file in files)]
    made = subprocess.run([sys.executable, MKISO, *options, iso, kernel, archive, grub_cfg, *words])
    if made.returncode != 0:
        sys.exit(1)
    return iso


def make_efi(firmware: str, kernel: Path, archive: Path, words: tuple[str, ...], folder: Path) -> Path:
    """GRUB, the kernel, which is given these words, and the archive in one program for this firmware."""
    program = folder / "tine.efi"
    made = subprocess.run([sys.executable, MKEFI, EFI_TARGETS[firmware], program, kernel, archive, GRUB_CFG, *words])
    if made.returncode != 0:
        sys.exit(1)
    return program
