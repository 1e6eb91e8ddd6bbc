"""What Linux says of disks, and why one must not be overwritten.

SPDX-License-Identifier: MIT
"""

import os
import stat
from dataclasses import dataclass
from pathlib import Path

SECTOR = 512  # the unit of /sys/block/*/size, whatever the disk's own is
MOUNT_DEVICE = 2  # the field of /proc/self/mountinfo with a device's number


@dataclass(frozen=True)
class Disks:
    """The kernel's files about disks; a test has its own in their place."""

    sys: Path = Path("/sys")
    mountinfo: Path = Path("/proc/self/mountinfo")
    swaps: Path = Path("/proc/swaps")

    def folder(self, number: str) -> Path:
        return (self.sys / "dev/block" / number).resolve()

    def parts(self, number: str) -> list[Path]:
        """The folders of the disk itself and of its partitions."""
        disk = self.folder(number)
        return [disk, *(child for child in sorted(disk.iterdir()) if (child / "partition").exists())]

    def used(self) -> set[str]:
        """The numbers of devices that file systems or swap are on."""
        mounted = {line.split()[MOUNT_DEVICE] for line in self.mountinfo.read_text().splitlines()}
        names = {Path(line.split()[0]).name for line in self.swaps.read_text().splitlines()[1:]}
        swap = {text(folder / "dev") for folder in self.sys.glob("class/block/*") if folder.name in names}
        return mounted | swap

    def size_bytes(self, number: str) -> int:
        return int(text(self.folder(number) / "size") or 0) * SECTOR

    def description(self, number: str) -> str:
        device = self.folder(number) / "device"
        words = [text(device / "vendor"), text(device / "model")]
        return " ".join(word for word in words if word) or "a disk without a name"

    def refusal(self, number: str, fixed_too: bool) -> str | None:
        """Why this device must not be overwritten; None if it may."""
        disk = self.folder(number)
        if not disk.is_dir():
            return "Linux knows nothing of it"
        if (disk / "partition").exists():
            return f"it is a partition; the image is a whole disk's: take /dev/{disk.parent.name}"
        for part in self.parts(number):
            if text(part / "dev") in self.used():
                return f"/dev/{part.name} is in use, mounted or as swap"
            holders = part / "holders"
            if holders.is_dir() and any(holders.iterdir()):
                return f"/dev/{part.name} is part of {next(holders.iterdir()).name}"
        if text(disk / "ro") == "1":
            return "it cannot be written"
        if text(disk / "removable") != "1" and not fixed_too:
            return "it is not removable; if it is the right one all the same, say --fixed"
        return None


def text(file: Path) -> str:
    """What the file says; nothing if it is not there."""
    return file.read_text().strip() if file.is_file() else ""


def device_number(path: Path) -> str | None:
    """A block device's number as /sys has it, "8:16"; None for anything else."""
    status = path.stat()
    if not stat.S_ISBLK(status.st_mode):
        return None
    return f"{os.major(status.st_rdev)}:{os.minor(status.st_rdev)}"
