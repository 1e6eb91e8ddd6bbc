"""The command-line options that say what to boot and on what machine: scripts/run and scripts/debug share them.

SPDX-License-Identifier: MIT
"""

import argparse
import shlex
import sys
from pathlib import Path

from tine.build import Build
from tine.image import DirectImage, extended_archive, make_efi, make_iso
from tine.machine import FIRMWARE, Machine


def parser(command: str, description: str) -> argparse.ArgumentParser:
    result = argparse.ArgumentParser(prog=command, description=description)
    machine = result.add_argument_group("the machine")
    machine.add_argument("--cpus", metavar="N",
                         help="CPUs, possibly as N,sockets=S,cores=C,threads=T (default 4; 1 with --icount)")
    machine.add_argument("--memory", metavar="MIB", type=int, default=512, help="default 512")
    machine.add_argument("--firmware", choices=FIRMWARE, default="bios")
    machine.add_argument("--media", choices=["cdrom", "usb", "direct"], default="cdrom",
                         help="what to boot from; direct: QEMU loads the kernel itself, or by UEFI one program that holds all")
    machine.add_argument("--machine", metavar="pc|q35", default="pc")
    machine.add_argument("--icount", action="store_true", help="one instruction takes one nanosecond")
    machine.add_argument("--qemu", metavar="ARGS", type=shlex.split, default=[], help="more arguments for QEMU")
    system = result.add_argument_group("the system")
    system.add_argument("--init", metavar='"PROGRAM ARGS"', action="append", default=[],
                        help="a first environment, in place of the shell; may be repeated")
    system.add_argument("--add", metavar="ELF", action="append", type=Path, default=[],
                        help="put another program on the image; may be repeated")
    system.add_argument("--exit", action="store_true",
                        help="power off when no environment is left; then the exit status is 0, "
                             "1 after a kernel panic, 124 after the time-out")
    system.add_argument("--append", metavar="ARGS", type=shlex.split, default=[], help="more arguments for the kernel")
    result.add_argument("--build-dir", metavar="DIR", type=Path,
                        help="boot what is in this build directory, as it is")
    return result


def check(options: argparse.Namespace) -> None:
    """End the program on what can be known to fail."""
    if options.firmware == "uefi32" and not options.machine.startswith("q35"):
        sys.exit("tine: the 32-bit UEFI firmware runs on --machine q35 only")
    for addition in options.add:
        if not addition.is_file():
            sys.exit(f"tine: --add {addition}: no such file")


def machine(options: argparse.Namespace) -> Machine:
    cpus = options.cpus or ("1" if options.icount else "4")
    return Machine(cpus, options.memory, options.machine, options.firmware, options.media, options.icount,
                   tuple(options.qemu))


def wanted_files(build: Build, options: argparse.Namespace) -> list[Path]:
    """What of the build these options need."""
    if options.media == "direct" and options.firmware == "bios":
        return [build.kernel, build.archive]
    return [build.kernel, build.archive, build.stripped_kernel, build.iso]


def image(build: Build, options: argparse.Namespace, folder: Path) -> DirectImage | Path:
    """What to boot; the folder takes the files that have to be made for it."""
    words = tuple([f"init={program}" for program in options.init] + ["exit"] * options.exit + options.append)
    archive = extended_archive(build.archive, options.add, folder) if options.add else build.archive
    if options.media == "direct" and options.firmware == "bios":
        return DirectImage(build.kernel, archive, words)
    if options.media == "direct":
        return make_efi(options.firmware, build.stripped_kernel, archive, words, folder)
    if options.add or words:
        return make_iso(build.stripped_kernel, archive, words, folder)
    return build.iso
