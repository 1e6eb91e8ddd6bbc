"""scripts/mkusb: write the image to a USB stick, and read it back.

Nothing is written before the device has been looked at and the user has said yes.

SPDX-License-Identifier: MIT
"""

import argparse
import fcntl
import os
import sys
from pathlib import Path

from tine import packages
from tine.build import Build
from tine.disks import Disks, device_number

PIECE = 1 << 20
BLKFLSBUF = 0x1261  # ioctl: forget what is cached of a block device; linux/fs.h
YES = "yes"


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="mkusb", description="Write Tine to a USB stick, after asking. Everything on the stick is lost.")
    parser.add_argument("device", metavar="DEVICE", type=Path,
                        help="the whole stick, such as /dev/sdb (`lsblk` lists disks); or a file that exists")
    parser.add_argument("--yes", action="store_true", help="do not ask")
    parser.add_argument("--fixed", action="store_true", help="take a disk that is not removable too")
    parser.add_argument("--image", metavar="ISO", type=Path, help="write this image in place of the one built here")
    return parser.parse_args()


def size(size_bytes: int) -> str:
    return f"{size_bytes / (1 << 30):.1f} GiB" if size_bytes >= 1 << 30 else f"{size_bytes / (1 << 20):.1f} MiB"


def look_at(device: Path, fixed_too: bool) -> tuple[str, int]:
    """What the device is, and its size; ends the program if it must not be overwritten."""
    if not device.exists():
        sys.exit(f"tine: {device}: no such device")
    number = device_number(device)
    if number is None:
        if not device.is_file():
            sys.exit(f"tine: {device} is not a disk")
        return "a file", device.stat().st_size
    disks = Disks()
    refusal = disks.refusal(number, fixed_too)
    if refusal is not None:
        sys.exit(f"tine: {device}: {refusal}")
    return disks.description(number), disks.size_bytes(number)


def agreed(question: str) -> bool:
    print(question, end=" ", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() == YES


def write(image: bytes, device: Path) -> None:
    # With O_EXCL Linux, too, refuses a disk that is in use.
    descriptor = os.open(device, os.O_WRONLY | os.O_EXCL)
    try:
        for start in range(0, len(image), PIECE):
            piece = memoryview(image)[start:start + PIECE]
            while piece:
                piece = piece[os.write(descriptor, piece):]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def first_difference(image: bytes, device: Path) -> int | None:
    """Where the device, and not what is cached of it, differs from the image."""
    with device.open("rb", buffering=0) as file:
        if device_number(device) is not None:
            fcntl.ioctl(file, BLKFLSBUF)
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        for start in range(0, len(image), PIECE):
            piece = image[start:start + PIECE]
            found = file.read(len(piece))
            if found != piece:
                return start + next((i for i, (a, b) in enumerate(zip(piece, found)) if a != b), len(found))
    return None


def main() -> int:
    options = arguments()
    description, size_bytes = look_at(options.device, options.fixed)
    iso = options.image
    if iso is None:
        build = Build()
        packages.ensure(packages.BUILD)
        build.make(build.iso)
        iso = build.iso
    image = iso.read_bytes()
    if size_bytes < len(image):
        sys.exit(f"tine: {options.device} holds {size(size_bytes)}, too little for {size(len(image))}")
    question = f"Everything on {options.device} ({description}, {size(size_bytes)}) will be lost. Type '{YES}' to go on:"
    if not options.yes and not agreed(question):
        sys.exit("tine: nothing was written")
    try:
        write(image, options.device)
        difference = first_difference(image, options.device)
    except OSError as error:
        again = "; try it as root: sudo ./scripts/mkusb" if isinstance(error, PermissionError) else ""
        sys.exit(f"tine: {options.device}: {error.strerror}{again}")
    if difference is not None:
        sys.exit(f"tine: {options.device} does not keep what is written to it: it differs at byte {difference}")
    print(f"tine: {size(len(image))} written to {options.device} and read back", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
