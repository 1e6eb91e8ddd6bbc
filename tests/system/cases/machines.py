"""Machines and what is particular to them: their interrupts and clocks. That they boot at all is in boot.py.

SPDX-License-Identifier: MIT
"""

from harness.bochs import Bochs
from harness.case import Case, Step
from harness.firmware import madt_with_absent_cpu
from tine.machine import PANICKED, POWERED_OFF, Machine

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

OTHER_MADT = "acpi --exclude=APIC /boot/madt"
ABSENT = [
    Case("a CPU that does not come up is named and left out, and the others run",
         machine=Machine(extra=("-vga", "std")), grub=OTHER_MADT, files=(("madt", madt_with_absent_cpu("pc_4", 200)),),
         init=("hello",), exits=False, until="^K> ",
         expect=(("^SMP: CPU 0 found 5 CPU", "^SMP: CPU 1 .APIC id 200. does not answer and is left out$",
                  "^SMP: CPU 2 starting$", "^SMP: CPU 3 starting$", "^SMP: CPU 4 starting$", "^hello, world$"),),
         screen=("^SMP: CPU 1 .APIC id 200. does not answer and is left out$",)),
]

# None of the emulators' firmware leaves this mode on; GRUB can switch it on. CPU 300 is not there.
X2APIC_ON = "wrmsr 0x1b 0xfee00d00"
X2APIC_SAYS = "^local APIC: x2APIC mode, as the firmware has left it$"
HIGH_IDS = [
    Case("a CPU whose APIC id is too large for xAPIC mode is named and left out, and the others run",
         grub=OTHER_MADT, machine=Machine(), files=(("madt", madt_with_absent_cpu("pc_4", 300)),), init=("forktree",),
         expect=("^SMP: APIC id 300 cannot be reached in xAPIC mode and is left out$", r"^SMP: CPU 0 found 4 CPU\(s\)$",
                 "^SMP: CPU 3 starting$", "I am '111'$"), forbid=("x2APIC mode",)),
    Case("x2APIC mode is kept where it is on, on all CPUs, and one that is missing of any id does no harm",
         grub=f"{X2APIC_ON}\n{OTHER_MADT}", machine=Bochs(4, "tigerlake"),
         files=(("madt", madt_with_absent_cpu("bochs_4", 300)),), init=("forktree", "clock 500"),
         exits=False, until="^No runnable environments", timeout_s=180,
         expect=((X2APIC_SAYS, r"^SMP: CPU 0 found 5 CPU\(s\)$", "^SMP: CPU 1 .APIC id 300. does not answer and is left out$",
                  *(f"^SMP: CPU {cpu} starting$" for cpu in (2, 3, 4))), "I am '111'$", "^clock: passed$")),
]

# What is the last way of each: on the others there is a better one.
RESETS = [
    Case(f"the machine is restarted by {way}", exits=False, status=status, steps=(Step(r"^\$ ", "exit\n"), Step("^K> ", "reboot\n")),
         machine=Machine(media=media, machine=board, firmware=firmware, cpus="1", extra=extra), timeout_s=180)
    for way, board, media, firmware, extra, status in (
        ("ACPI's register", "q35,i8042=off", "direct", "bios", (), POWERED_OFF),
        ("ACPI's register, by UEFI", "q35", "cdrom", "uefi", (), POWERED_OFF),
        ("the keyboard controller", "isapc", "direct", "bios", ("-cpu", "pentium3"), POWERED_OFF),
        ("its chip set", "pc,acpi=off,i8042=off", "direct", "bios", (), POWERED_OFF),
        ("a fault that nothing handles", "isapc,i8042=off", "direct", "bios", ("-cpu", "pentium3"), PANICKED),
    )
]

CASES = LEGACY + CLOCKS + SOURCES + ABSENT + HIGH_IDS + RESETS
