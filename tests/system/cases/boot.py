"""Machines: each boots to the shell, runs a tree of forks there, and powers off when told to.

BOOT is what every run of the tests tries, LONG what `meson test --suite boot-long` tries besides.

SPDX-License-Identifier: MIT
"""

from dataclasses import replace

from cases import machines
from harness.bochs import Bochs
from harness.browser import Browser
from harness.case import Case, Expected, Step
from tine.machine import Machine

TREE = tuple(f"I am '{name}'$" for name in (
    "", "0", "1", "00", "01", "10", "11", "000", "001", "010", "011", "100", "101", "110", "111"))
# The last of the tree may come after the shell's next prompt, so the rest is typed ahead.
SESSION = (Step(r"^\$ ", "forktree\n"), Step("I am '111'$"), Step("", "exit\n"), Step("^K> ", "poweroff\n"))
TIMEOUT_S = 240  # an emulated UEFI on a busy machine; it catches a hang, no more


def started(cpus: int) -> tuple[Expected, ...]:
    """Every CPU was found and came up, and the tree is there whole."""
    starts = tuple(rf"^SMP: CPU {cpu} starting$" for cpu in range(1, cpus))
    return (rf"^SMP: CPU 0 found {cpus} CPU\(s\)$", *starts, *TREE, "^memory: all pages returned$")


def boots(name: str, machine: Machine | Bochs | Browser, cpus: int = 4, expect: tuple[Expected, ...] = ()) -> Case:
    return Case(name, machine=machine, exits=False, steps=SESSION, expect=(*started(cpus), *expect),
                forbid=("did not start",), timeout_s=TIMEOUT_S)


FIRMWARE = {"BIOS": "bios", "UEFI": "uefi"}
MEDIA = {"a CD": "cdrom", "a USB stick": "usb", "QEMU's own loader": "direct"}


def boots_by_uefi32(medium: str, cpus: int) -> Case:
    """Debian's 32-bit firmware does not run on the older board. Its system management has CPUs wait for each other."""
    return boots(f"boots from {medium} by 32-bit UEFI, q35 board, {cpus} CPU(s)",
                 Machine(cpus=str(cpus), media=MEDIA[medium], firmware="uefi32", machine="q35"), cpus)


MATRIX = [
    boots(f"boots from {medium} by {firmware}, {board} board, {cpus} CPU(s)",
          Machine(cpus=str(cpus), media=media, firmware=FIRMWARE[firmware], machine=board), cpus)
    for firmware in FIRMWARE for medium, media in MEDIA.items() for board in ("pc", "q35") for cpus in (1, 4)
] + [
    boots_by_uefi32(medium, 1) for medium in MEDIA
]

# Name: QEMU's -machine, -smp, and the CPUs that Tine is to find.
CPU_ARRANGEMENTS = {
    "2 CPUs": ("pc", "2", 2),
    "three sockets": ("pc", "3,sockets=3", 3),
    "two sockets of three cores, whose APIC ids have a gap": ("pc", "6,sockets=2,cores=3", 6),
    "two sockets of three cores of two threads": ("pc", "12,sockets=2,cores=3,threads=2", 12),
    "2 CPUs and room for 6 more": ("pc", "2,maxcpus=8", 2),
    "16 CPUs": ("pc", "16,sockets=2,cores=4,threads=2", 16),
    "64 CPUs, five cores to a socket": ("q35", "64,sockets=13,cores=5,maxcpus=65", 64),
    "no ACPI, and an MP table of one CPU": ("pc,acpi=off", "1", 1),
    "no ACPI, and an MP table of four": ("pc,acpi=off", "4,sockets=4", 4),
    "no ACPI on a q35 board": ("q35,acpi=off", "4,sockets=4", 4),
    "no keyboard controller": ("pc,i8042=off", "4", 4),
    "no keyboard controller on a q35 board": ("q35,i8042=off", "4", 4),
}

ARRANGEMENTS = [
    boots(f"every CPU starts with {name}", Machine(media="direct", machine=machine, cpus=cpus), count)
    for name, (machine, cpus, count) in CPU_ARRANGEMENTS.items()
]


def usable(memory_mib: int) -> str:
    """All of it but for what the firmware and the kernel take, most of it for 4,096 environments and their FPU registers,
    and the archive: 12 MiB and three pages in a thousand at most."""
    sizes = range(memory_mib * 997 // 1000 - 12, memory_mib + 1)
    return rf"^memory: ({'|'.join(map(str, sizes))}) MiB usable$"


def uses_all(memory_mib: int) -> Case:
    return boots(f"uses all of {memory_mib} MiB of memory", Machine(media="direct", memory_mib=memory_mib),
                 expect=(usable(memory_mib),))


MEMORY_MIB = (64, 128, 3584, 8192)

# Each board has a hole below 4 GiB, so that memory ends at the last address of 36 bits. Firmware, board, GiB; and the older
# board is to keep no addresses behind memory for devices.
LARGEST = (("BIOS", "pc", 63, ("-global", "i440FX-pcihost.pci-hole64-size=0")), ("UEFI", "q35", 62, ()))


def uses_largest(firmware: str, board: str, gib: int, options: tuple[str, ...], cpus: int) -> Case:
    """Of all that memory the host gives only what is touched."""
    backend = ("-object", f"memory-backend-ram,id=ram,size={gib}G,reserve=off", "-machine", "memory-backend=ram")
    machine = Machine(firmware=FIRMWARE[firmware], machine=board, cpus=str(cpus), memory_mib=gib * 1024,
                      extra=(*backend, *options))
    return boots(f"uses all of {gib} GiB of memory by {firmware}, {cpus} CPU(s)", machine, cpus, (usable(gib * 1024),))


def runs_on(model: str) -> Case:
    return boots(f"runs on the processor {model}", Machine(media="direct", cpus="2", extra=("-cpu", model)), 2)


# Old and plain ones, and those whose features differ most from the others'; all other tests run on `max`.
PROCESSORS = ("pentium3", "qemu32", "n270", "core2duo", "athlon", "qemu64", "SandyBridge", "Skylake-Server", "EPYC-Milan")
OTHER_PROCESSORS = (
    "coreduo", "kvm32", "kvm64", "phenom", "Conroe", "Penryn", "Nehalem", "Westmere", "IvyBridge", "Haswell", "Broadwell",
    "Skylake-Client", "Cascadelake-Server", "Cooperlake", "Icelake-Server", "Snowridge", "Denverton", "Opteron_G1",
    "Opteron_G2", "Opteron_G3", "Opteron_G4", "Opteron_G5", "EPYC", "EPYC-Rome", "Dhyana", "max")

SENTENCE = "Tine needs a processor with"
TOO_OLD_PROCESSORS = {"486": "direct", "pentium": "direct", "pentium,-tsc": "cdrom"}
TOO_OLD = [
    Case(f"a processor that is too old gets a sentence on the screen: {model}", exits=False,
         machine=Machine(media=media, cpus="1", memory_mib=64, extra=("-vga", "std", "-cpu", model)),
         until=rf"{SENTENCE}.*\n", screen=(SENTENCE,), timeout_s=TIMEOUT_S)
    for model, media in TOO_OLD_PROCESSORS.items()
]

TOO_OLD += [
    Case("a processor that is too old gets a sentence on the screen of a machine without a serial port", exits=False,
         machine=Machine(media="direct", cpus="1", memory_mib=64, extra=("-cpu", "486")), at_screen=True,
         until=SENTENCE, timeout_s=TIMEOUT_S),
    # OVMF, or GRUB, comes to an end itself on a processor that lacks anything else.
    Case("a processor without CMPXCHG8B gets a sentence on the framebuffer by UEFI", exits=False,
         machine=Machine(cpus="1", firmware="uefi", machine="q35", extra=("-vga", "std", "-cpu", "max,-cx8")),
         until=rf"{SENTENCE}.*\n", screen=(SENTENCE,), timeout_s=TIMEOUT_S),
]

# A machine without a serial port is talked to by screen and keyboard; without its lines about environments the tree fits.
WITHOUT_SERIAL = [
    Case(f"boots without a serial port: {board} board", machine=Machine(media="direct", machine=board), words=("quiet",),
         exits=False, at_screen=True, expect=TREE, timeout_s=TIMEOUT_S,
         steps=(Step(r"^\$$", "forktree\n"), Step("I am '111'$", "exit\n"), Step("^K>$", "poweroff\n")))
    for board in ("pc", "q35")
]

# QEMU's processors have none.
DEADLINE = (r"^clock: .*; timer: TSC deadline, \d+ kHz; interrupts: I/O APIC$",)
COUNTER = (r"^clock: .*; timer: local APIC, \d+ kHz; interrupts: I/O APIC$",)

# Name: the machine, and its timer.
BOCHS_MACHINES = {
    "1 CPU": (Bochs(1), DEADLINE),
    "4 CPUs": (Bochs(4), DEADLINE),
    "a processor with x2APIC": (Bochs(2, "tigerlake"), DEADLINE),
    "a Pentium III": (Bochs(1, "p3_katmai", 64), COUNTER),
}

BOCHS = [
    *(boots(f"boots in Bochs: {name}", bochs, bochs.cpus, timer) for name, (bochs, timer) in BOCHS_MACHINES.items()),
    Case("a processor that is too old gets a sentence in Bochs", machine=Bochs(1, "pentium"), exits=False,
         until=SENTENCE, timeout_s=TIMEOUT_S),
]

BROWSER = [boots("boots in a browser, by the page of web/", Browser(), 1)]

# Counted in instructions, so however busy the host is.
QUICK = [
    Case(f"power-on to the first program takes less than a second of the machine's time: {medium}, {board} board",
         init=("boot_time",), machine=Machine(cpus="1", media=MEDIA[medium], machine=board, icount=True),
         expect=("^boot_time: passed$",), timeout_s=TIMEOUT_S)
    for medium, board in (("a CD", "pc"), ("a USB stick", "q35"))
]

BOOT = [*MATRIX, *ARRANGEMENTS, *map(uses_all, MEMORY_MIB),
        *(uses_largest(*largest, cpus) for largest in LARGEST for cpus in (1, 4)), *map(runs_on, PROCESSORS), *TOO_OLD,
        *WITHOUT_SERIAL, *BOCHS, *BROWSER, *QUICK]

LONG_MEMORY = (512, 3072, 6144, 12288)
LONG_BOCHS = ("p4_willamette", "core_duo_t2400_yonah", "atom_n270", "athlon64_clawhammer", "ryzen", "corei7_icelake_u")

LONG = [
    replace(boots_by_uefi32("a CD", 4), timeout_s=580),
    *map(runs_on, OTHER_PROCESSORS),
    *map(uses_all, LONG_MEMORY),
    boots("every CPU starts with 128 CPUs", Machine(media="direct", machine="q35", cpus="128"), 128),
    boots("boots in Bochs: 15 CPUs", Bochs(15), 15),
    *(boots(f"boots in Bochs: the processor {model}", Bochs(2, model), 2) for model in LONG_BOCHS),
]


def tested() -> str:
    """The table in docs/hardware.md of what these tests boot; a star is for what only LONG has."""
    rows = {
        "firmware": [*FIRMWARE, "32-bit UEFI"],
        "booted from": MEDIA,
        "boards": ["pc", "q35", "isapc"],
        "CPUs": ["1", "4", *CPU_ARRANGEMENTS, "128 CPUs\\*"],
        "memory in MiB": [*map(str, MEMORY_MIB), *(f"{gib * 1024}" for _, _, gib, _ in LARGEST), *(f"{size}\\*" for size in LONG_MEMORY)],
        "processors of QEMU": [*PROCESSORS, *(f"{model}\\*" for model in OTHER_PROCESSORS)],
        "without an APIC": machines.WITHOUT_APIC,
        "told that they are too old": TOO_OLD_PROCESSORS,
        "machines of Bochs": [*BOCHS_MACHINES, "15 CPUs\\*", *(f"{model}\\*" for model in LONG_BOCHS)],
        "in Chromium": ["v86, which has one CPU and no APIC"],
    }
    return "".join(f"| {title} | {'; '.join(values)} |\n" for title, values in rows.items())
