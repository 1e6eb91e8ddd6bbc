"""Machines and what is particular to them: their interrupts and clocks. That they boot at all is in boot.py.

SPDX-License-Identifier: MIT
"""

from harness.bochs import Bochs
from harness.case import Case, Step
from harness.firmware import madt_with_absent_cpu
from tine.machine import Machine

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

# Which clock the time is read from. Without the word that there is a hypervisor QEMU's counter passes for an old processor's.
SOURCES = [
    Case(f"where the counter is not said to be even the time comes from {source}", init=("clock",),
         machine=Machine(media="direct", machine=board, extra=("-cpu", "max,-hypervisor")),
         expect=(rf"^clock: {source}, time-stamp counter \d+ kHz; ", "^clock: passed$"))
    for source, board in (("HPET", "q35"), ("PM timer", "pc,hpet=off"))
] + [
    Case("where only the 8254 goes on beside it a counter is read that is not said to be even", init=("clock",),
         machine=Machine(media="direct", machine="pc,acpi=off,hpet=off", extra=("-cpu", "max,-hypervisor")),
         expect=(r"^clock: time-stamp counter \d+ kHz; ", "^clock: passed$")),
] + [
    # This processor has no TSC-deadline timer: Bochs's goes by a counter that cannot be set.
    Case(f"all CPUs read one clock if the boot CPU's counter is {what}", init=("clock 500",),
         machine=Bochs(2, "corei5_lynnfield_750"),
         grub=f"wrmsr 0x10 {value}", exits=False, until="^No runnable environments", timeout_s=180,
         expect=(("^clock: time-stamp counter", "^clock: the CPUs' counters disagree: HPET$", "^SMP: CPU 1 starting$",
                  "^clock: passed$"),))
    for what, value in (("ahead of the others'", "0x100000000000"), ("behind the others'", "0"))
]

ABSENT = [
    Case("a CPU that does not come up is named and left out, and the others run",
         machine=Machine(extra=("-vga", "std")), grub="acpi --exclude=APIC /boot/madt", files=(("madt", madt_with_absent_cpu(200)),),
         init=("hello",), exits=False, until="^K> ",
         expect=(("^SMP: CPU 0 found 5 CPU", "^SMP: CPU 1 .APIC id 200. does not answer and is left out$",
                  "^SMP: CPU 2 starting$", "^SMP: CPU 3 starting$", "^SMP: CPU 4 starting$", "^hello, world$"),),
         screen=("^SMP: CPU 1 .APIC id 200. does not answer and is left out$",)),
]

CASES = LEGACY + CLOCKS + SOURCES + ABSENT
