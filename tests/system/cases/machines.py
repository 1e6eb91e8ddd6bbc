"""Machines: how many CPUs in what arrangement, how much memory, what firmware and medium.

SPDX-License-Identifier: MIT
"""

from harness.case import Case, Expected, Step
from tine.machine import Machine

PROGRAM = ("forktree",)


def forked(cpus: int) -> tuple[Expected, ...]:
    """A tree of forks ran through, and every CPU was found and came up."""
    starts = tuple(rf"^SMP: CPU {cpu} starting$" for cpu in range(1, cpus))
    return (rf"^SMP: CPU 0 found {cpus} CPU\(s\)$", *starts, "I am '111'$")


# Name: QEMU's -machine, -smp, and the CPUs that Tine is to find.
CPU_ARRANGEMENTS = {
    "two sockets of three cores, whose APIC ids have a gap": ("pc", "6,sockets=2,cores=3", 6),
    "two sockets of three cores of two threads": ("pc", "12,sockets=2,cores=3,threads=2", 12),
    "2 CPUs and room for 6 more": ("pc", "2,maxcpus=8", 2),
    "8 CPUs": ("pc", "8", 8),
    "16 CPUs": ("pc", "16", 16),
    "32 CPUs": ("pc", "32", 32),
    "4 CPUs on a q35 board": ("q35", "4", 4),
    "no ACPI, and an MP table of one CPU": ("pc,acpi=off", "1", 1),
    "no ACPI, and an MP table of four": ("pc,acpi=off", "4,sockets=4", 4),
}

ARRANGEMENTS = [
    Case(f"every CPU starts with {name}", init=PROGRAM,
         machine=Machine(media="direct", machine=machine, cpus=cpus), expect=forked(count), timeout_s=180)
    for name, (machine, cpus, count) in CPU_ARRANGEMENTS.items()
]

def usable(memory_mib: int) -> str:
    """All of it but for what the firmware and the kernel itself take: 8 MiB and three pages in a thousand at most."""
    sizes = range(memory_mib * 997 // 1000 - 8, memory_mib + 1)
    return rf"^memory: ({'|'.join(map(str, sizes))}) MiB usable$"


MEMORY = [
    Case(f"uses all of {size} MiB of memory", init=PROGRAM, machine=Machine(media="direct", memory_mib=size),
         expect=(*forked(4), usable(size)))
    for size in (64, 128, 512, 3072, 6144)
]

MEDIA = [
    Case(f"boots from {medium} by {firmware} on {board}", init=PROGRAM,
         machine=Machine(media=media, firmware=firmware, machine=board), expect=forked(4), timeout_s=180)
    for medium, media in {"CD": "cdrom", "a USB stick": "usb"}.items()
    for firmware, board in (("bios", "pc"), ("bios", "q35"), ("uefi", "q35"))
]

PROCESSORS = [
    Case(f"runs on {name}", init=PROGRAM, machine=Machine(media="direct", extra=("-cpu", model)),
         expect=forked(4))
    for name, model in {"a 32-bit processor without NX": "qemu32", "a Pentium III": "pentium3"}.items()
]

# No local APIC, so one CPU, the 8259s and the 8254. Programs that never yield are interrupted, and input arrives.
# (With two such CPUs QEMU delivers no interrupt at all.)
WITHOUT_APIC = {
    "max without APIC": ("pc", "max,-apic"),
    "Pentium III without APIC": ("pc", "pentium3,-apic"),
    "machine with nothing but an ISA bus": ("isapc", "pentium3,-apic"),
}

LEGACY = [
    Case(f"a {name} runs by 8259 and 8254", init=("spin", "primes 50", "clock"),
         machine=Machine(media="direct", machine=board, cpus="1", extra=("-cpu", model)),
         expect=(r"^clock: .*; timer: 8254, 1193 kHz; interrupts: 8259$", r"^SMP: CPU 0 found 1 CPU\(s\)$",
                 "I am the parent.  Killing the child...$", "CPU 0: 47 ", "^clock: passed$"))
    for name, (board, model) in WITHOUT_APIC.items()
] + [
    Case("serial port and keyboard are heard without an APIC",
         machine=Machine(media="direct", cpus="1", extra=("-cpu", "max,-apic")),
         steps=(Step(r"^\$ ", "hello\n"), Step("^hello, world$"), Step(r"^\$ ", keys=("e", "x", "i", "t", "ret")))),
    Case("a machine with a local APIC but no I/O APIC hears its devices through the 8259s",
         machine=Machine(media="direct", machine="isapc", cpus="1", extra=("-cpu", "pentium3")),
         steps=(Step(r"^\$ ", "hello\n"), Step("^hello, world$"), Step(r"^\$ ", "exit\n")),
         expect=("^clock: .*; timer: local APIC, .*; interrupts: 8259$",)),
]

CLOCKS = [
    Case(f"the time of day is known {where}", init=("date",),
         machine=Machine(media="direct", machine=board, cpus="1", extra=("-rtc", f"base={base}")), expect=(shown,))
    for where, board, base, shown in (
        ("before a leap day's end, or after it", "pc", "2024-02-29T23:59:57",
         r"^2024-0(2-29 23:59:5\d|3-01 00:00:\d\d) UTC$"),
        ("late in the century, as the firmware says where its number is", "q35", "2085-12-31T12:00:00",
         r"^2085-12-31 12:00:\d\d UTC$"),
        ("where there is no ACPI", "pc,acpi=off", "1999-01-02T03:04:05", r"^1999-01-02 03:04:\d\d UTC$"),
    )
]

CASES = ARRANGEMENTS + MEMORY + MEDIA + PROCESSORS + LEGACY + CLOCKS
