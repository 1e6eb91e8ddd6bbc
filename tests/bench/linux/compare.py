#!/usr/bin/env python3
"""Tine beside Linux: a sieve of 200 primes and a tree of 127 forks, by environments and by processes.

Takes Debian's kernel for i686 with apt-get, makes processes.c the first process of it, and boots it and both
of Tine's kernels on the same virtual machine: on one CPU with QEMU counting instructions, and on 1, 2 and 4
by real time, the kernels taking turns. Needs scripts/bench to have built build/bench.

SPDX-License-Identifier: MIT
"""

import argparse
import re
import stat
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "scripts/lib"))

from tine.bench_report import plain  # noqa: E402
from tine.benchmarks import CONSOLE, RESULT, console_text  # noqa: E402
from tine.build import Build  # noqa: E402
from tine.machine import Machine  # noqa: E402

PACKAGE = "linux-image-686-pae"
PROCESSOR = ("-cpu", "qemu32,+nx")  # what Debian's kernel needs, and no more
CPUS = (1, 2, 4)
# The programs of tests/bench, and the word by which processes.c knows the same.
WORK = {"sieve": "sieve", "fork_tree": "tree"}
TICKS = re.compile(r"^clock: time-stamp counter (\d+) kHz", re.MULTILINE)
TIMEOUT_S = 600


def apt(folder: Path, *words: str, command: str = "apt-get", check: bool = True) -> str:
    """Of Debian's i386, whatever this machine is, in a folder of its own."""
    for part in ("lists/partial", "cache/archives/partial"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    settings = {"APT::Architecture": "i386", "APT::Architectures": "i386", "APT::Sandbox::User": "root",
                "Dir::State::Lists": folder / "lists", "Dir::Cache": folder / "cache", "Debug::NoLocking": "true"}
    options = [part for name, value in settings.items() for part in ("-o", f"{name}={value}")]
    return subprocess.run([command, *options, *words], cwd=folder, stdout=subprocess.PIPE, text=True, check=check).stdout


def linux_kernel(folder: Path) -> Path:
    """The kernel's file; taken from the package once."""
    if not any(folder.glob("boot/vmlinuz-*")):
        # It fails if one of the archive's lists cannot be had; the package may be in the others.
        apt(folder, "-qq", "update", check=False)
        depends = apt(folder, "depends", PACKAGE, command="apt-cache", check=False)
        package = re.search(r"Depends: (linux-image-\S+)", depends)
        if package is None:
            sys.exit(f"compare.py: apt-get knows no package {PACKAGE}")
        apt(folder, "-qq", "download", package[1])
        deb, = folder.glob("linux-image-*.deb")
        files = subprocess.run(["dpkg-deb", "--fsys-tarfile", str(deb)], stdout=subprocess.PIPE, check=True).stdout
        subprocess.run(["tar", "-C", str(folder), "-xf", "-", "./boot"], input=files, check=True)
        deb.unlink()
    return next(folder.glob("boot/vmlinuz-*"))


def archive_entry(name: str, mode: int, contents: bytes = b"", device: tuple[int, int] = (0, 0)) -> bytes:
    """Of a cpio archive in the "newc" format: see the kernel's Documentation/driver-api/early-userspace."""
    fields = [0, mode, 0, 0, 1, 0, len(contents), 0, 0, *device, len(name) + 1, 0]
    entry = b"070701" + b"".join(b"%08X" % field for field in fields) + name.encode() + b"\0"
    return entry + bytes(-len(entry) % 4) + contents + bytes(-len(contents) % 4)


def first_files(program: Path, folder: Path) -> Path:
    """An archive of the console's device and /init."""
    archive = folder / "initramfs"
    archive.write_bytes(archive_entry("dev", stat.S_IFDIR | 0o755) +
                        archive_entry("dev/console", stat.S_IFCHR | 0o600, device=(5, 1)) +
                        archive_entry("init", stat.S_IFREG | 0o755, program.read_bytes()) +
                        archive_entry("TRAILER!!!", 0))
    return archive


def linux_text(machine: Machine, kernel: Path, archive: Path, work: str) -> str:
    words = f"console=ttyS0 quiet mitigations=off panic=-1 -- {WORK[work]}"
    command = ["qemu-system-i386", "-machine", machine.machine, "-smp", machine.cpus, "-m", str(machine.memory_mib)]
    if machine.icount:
        command += ["-accel", "tcg,thread=single", "-icount", "shift=0,align=off,sleep=off"]
    command += ["-no-reboot", "-nic", "none", *CONSOLE, *machine.extra]
    command += ["-kernel", str(kernel), "-initrd", str(archive), "-append", words]
    run = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, errors="replace",
                         timeout=TIMEOUT_S, check=False)
    return run.stdout.replace("\r", "")


def ticks_in(text: str) -> int:
    found = RESULT.findall(text)
    if len(found) != 1:
        sys.exit(f"{text}\ncompare.py: no result")
    return int(found[0][1])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5, help="runs of each kind by real time, perhaps none (default 5)")
    parser.add_argument("--folder", type=Path, default=ROOT / "build/linux", help="where Debian's kernel is kept")
    options = parser.parse_args()
    folder = options.folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    build = Build(ROOT / "build/bench")
    tine = {locking: build.folder / f"src/kernel/tine-{locking}.elf" for locking in ("fine", "big")}
    programs = build.folder / "tests/bench/bench.tar"
    processes = build.folder / "tests/bench/linux_processes"
    build.make(programs, processes, *tine.values())
    linux, files = linux_kernel(folder), first_files(processes, folder)

    def run(which: str, machine: Machine, work: str) -> str:
        if which == "Linux":
            return linux_text(machine, linux, files, work)
        return console_text(machine, tine[which.partition(" ")[2]], programs, work)

    kinds = ("Linux", *(f"Tine, {locking}" for locking in tine))
    counted = Machine(cpus="1", media="direct", icount=True, extra=PROCESSOR)
    rows = [["millions of instructions, 1 CPU", *kinds]]
    for work in WORK:
        rows.append([work, *(f"{ticks_in(run(which, counted, work)) / 1e6:.2f}" for which in kinds)])
    print(plain(rows), flush=True)
    if options.rounds == 0:
        return 0

    khz = 0
    times: dict[tuple[str, int, str], list[int]] = {}
    for _ in range(options.rounds):
        for work in WORK:
            for cpus in CPUS:
                machine = Machine(cpus=str(cpus), media="direct", extra=(*PROCESSOR, "-accel", "tcg,thread=multi"))
                for which in kinds:
                    text = run(which, machine, work)
                    times.setdefault((work, cpus, which), []).append(ticks_in(text))
                    if clock := TICKS.search(text):
                        khz = int(clock[1])
    rows = [["milliseconds: least, median", "CPUs", *kinds]]
    for work in WORK:
        for cpus in CPUS:
            found = [times[work, cpus, which] for which in kinds]
            rows.append([work, str(cpus), *(f"{min(ticks) / khz:.0f}, {statistics.median(ticks) / khz:.0f}"
                                            for ticks in found)])
    print(plain(rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
