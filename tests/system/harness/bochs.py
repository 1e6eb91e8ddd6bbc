"""Bochs: another emulator, which checks much that QEMU lets pass.

Its exit status says nothing, so its log tells how the machine ended.

SPDX-License-Identifier: MIT
"""

import re
from dataclasses import dataclass
from pathlib import Path

from harness.channel import Terminal
from tine.machine import PANICKED, POWERED_OFF

# The ISO is a disk, because its BIOS takes ten times as long to boot from a CD. Time is counted in instructions, so
# a machine does the same whatever else goes on here. Without a sound card ALSA's driver would end Bochs at its start.
CONFIGURATION = """\
display_library: rfb, options="timeout=0"
megs: {memory_mib}
romimage: file=/usr/share/bochs/BIOS-bochs-latest
vgaromimage: file=/usr/share/bochs/VGABIOS-lgpl-latest
cpu: model={model}, count={cpus}, ips=50000000, reset_on_triple_fault=0
clock: sync=none
ata0-master: type=disk, path="{disk}", mode=volatile, journal="{journal}"
boot: disk
sound: waveoutdrv=dummy, waveindrv=dummy, midioutdrv=dummy
com1: enabled={serial}, mode=term, dev={terminal}
log: "{log}"
panic: action=fatal
error: action=report
"""
GO_ON = "continue\n"  # Debian's Bochs has its debugger built in, which asks before the first instruction

POWER_OFF = r"ACPI control: soft power off|Shutdown port: shutdown requested"
TRIPLE_FAULT = r"exception with no resolution"
OTHER_STATUS = 2


@dataclass(frozen=True)
class Bochs:
    cpus: int = 1
    model: str = "corei7_haswell_4770"
    memory_mib: int = 128

    def command(self, iso: Path, terminal: str, folder: Path) -> list[str]:
        """Bochs's arguments; it leaves locks and its log in the folder."""
        disk = folder / "disk.iso"
        disk.symlink_to(iso)
        configuration = folder / "bochsrc"
        configuration.write_text(CONFIGURATION.format(
            memory_mib=self.memory_mib, model=self.model, cpus=self.cpus, disk=disk, journal=folder / "disk.journal",
            serial=1, terminal=terminal, log=folder / "bochs.log"))
        debugger = folder / "debugger"
        debugger.write_text(GO_ON)
        return ["bochs", "-q", "-f", str(configuration), "-rc", str(debugger)]

    def start(self, iso: Path, folder: Path) -> tuple[Terminal, list[str]]:
        terminal = Terminal()
        command = self.command(iso, terminal.name, folder)
        terminal.start(command, folder / "bochs.txt")
        return terminal, command


def ended(status: int, log: Path) -> int:
    """How the machine ended, as an exit status of scripts/run."""
    text = log.read_text(errors="replace") if log.exists() else ""
    if re.search(TRIPLE_FAULT, text):
        return PANICKED
    if re.search(POWER_OFF, text):
        return POWERED_OFF
    return status or OTHER_STATUS
