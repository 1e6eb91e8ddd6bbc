"""The virtual PC: QEMU's command line, and what its exit status means.

SPDX-License-Identifier: MIT
"""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from tine.image import DirectImage, command_line

# By --firmware: the options that make QEMU start with it. Nothing is written to a 32-bit machine's variables.
FIRMWARE = {
    "bios": (),
    "uefi": ("-bios", "/usr/share/ovmf/OVMF.fd"),
    "uefi32": ("-global", "driver=cfi.pflash01,property=secure,value=on",
               "-drive", "if=pflash,unit=0,format=raw,readonly=on,file=/usr/share/OVMF/OVMF32_CODE_4M.secboot.fd",
               "-drive", "if=pflash,unit=1,format=raw,snapshot=on,file=/usr/share/OVMF/OVMF32_VARS_4M.fd"),
}

POWERED_OFF = 0
PANICKED = 1  # the kernel wrote 0 to the isa-debug-exit device, or the machine reset itself
TIMED_OUT = 124  # as of timeout(1)

# QEMU's status after a write of 0x10 to that device: how Tine powers a machine without ACPI off.
POWERED_OFF_WITHOUT_ACPI = 0x10 << 1 | 1


@dataclass(frozen=True)
class Machine:
    cpus: str = "4"  # as for QEMU's -smp, so possibly with sockets, cores and threads
    memory_mib: int = 512
    machine: str = "pc"
    firmware: str = "bios"
    media: str = "cdrom"
    icount: bool = False
    extra: tuple[str, ...] = ()  # QEMU options, which win over those chosen here

    def command(self, image: DirectImage | Path, console: list[str], log: Path) -> list[str]:
        """QEMU's arguments. The log, in a scratch folder, is for meaning()."""
        machine = self.machine + ",smm=on" * (self.firmware == "uefi32")
        command = ["qemu-system-i386" if self.firmware == "bios" else "qemu-system-x86_64"]
        command += ["-machine", machine, "-cpu", "max", "-smp", self.cpus, "-m", str(self.memory_mib)]
        command += FIRMWARE[self.firmware]
        if self.icount:
            command += ["-accel", "tcg,thread=single", "-icount", "shift=0,align=off,sleep=off"]
        command += ["-no-reboot", "-device", "isa-debug-exit,iobase=0xf4,iosize=4"]
        command += ["-nic", "none", "-d", "cpu_reset", "-D", str(log)]
        return command + console + self.media_arguments(image, log.parent) + list(self.extra)

    def media_arguments(self, image: DirectImage | Path, scratch: Path) -> list[str]:
        if isinstance(image, DirectImage):
            kernel, archive = plain_name(image.kernel, scratch), plain_name(image.archive, scratch)
            return ["-kernel", kernel, "-initrd", f"{archive} programs", "-append", command_line(image.words)]
        if self.media == "direct":
            return ["-kernel", plain_name(image, scratch)]
        if self.media == "usb":
            return ["-drive", f"if=none,id=stick,format=raw,readonly=on,file={str(image).replace(',', ',,')}",
                    "-device", "qemu-xhci", "-device", "usb-storage,drive=stick"]
        return ["-cdrom", str(image)]


def plain_name(file: Path, scratch: Path) -> str:
    """
    A name for the file without blanks and commas, which QEMU takes for the
    end of a module's name. (It shows up on the kernel's command line, too.)
    """
    link = scratch / ("direct-" + file.name)
    link.unlink(missing_ok=True)
    link.symlink_to(file.absolute())
    return str(link)


def meaning(status: int, log: Path) -> int:
    """What QEMU's exit status, and its log, say of how the machine ended."""
    if status == POWERED_OFF_WITHOUT_ACPI:
        return POWERED_OFF
    # With -no-reboot QEMU's status is 0 after a triple fault too.
    if status == POWERED_OFF and log.exists() and "Triple fault" in log.read_text(errors="replace"):
        print("tine: the machine reset itself (triple fault)", file=sys.stderr)
        return PANICKED
    return status if status >= 0 else 128 - status


def console_arguments(headless: bool) -> list[str]:
    """
    The serial port is on standard input and output. At a terminal every key
    goes to Tine, Ctrl-C too, and Ctrl-A X ends QEMU; input from elsewhere is
    passed on as it is.
    """
    serial = ["-serial", "mon:stdio"] if sys.stdin.isatty() else ["-serial", "stdio", "-monitor", "none"]
    return (["-display", "none"] if headless else []) + serial


def has_display() -> bool:
    return sys.platform == "darwin" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
