"""Devices that programs drive.

SPDX-License-Identifier: MIT
"""

from harness.bochs import Bochs
from harness.case import Case, Step
from tine.machine import Machine

BRIDGES = {
    "pc": ("-device", "pci-bridge,id=b1,chassis_nr=1", "-device", "pci-bridge,id=b2,chassis_nr=2,bus=b1,addr=1",
           "-device", "pci-serial,bus=b2,addr=2"),
    "q35": ("-device", "pcie-root-port,id=b1,chassis=1", "-device", "pcie-pci-bridge,id=b2,bus=b1",
            "-device", "pci-serial,bus=b2,addr=2"),
}

# What is on bus 2, behind both bridges.
FOUND = (r"^00:00\.0 8086:\w{4} host bridge$", "^00:.* PCI bridge to bus 01$", "^01:.* PCI bridge to bus 02$",
         r"^02:02\.0 1b36:0002 serial port$", "^        0: ports at 0x[0-9a-f]+$", "^lspci: [0-9]+ functions$")

PCI = [
    Case(f"lspci lists what is behind bridges: {board}, by {way}", init=(f"lspci{option}",),
         machine=Machine(media="direct", machine=board, extra=BRIDGES[board]), expect=(FOUND,))
    for board, way, option in (("pc", "ports", ""), ("q35", "ports", ""), ("q35", "memory", " -m"))
] + [
    Case("lspci says so when configuration space is not mapped", init=("lspci -m",),
         expect=("^lspci: cannot read PCI configuration space: operation not supported$",)),
]

IN_BOCHS = [
    Case(f"in Bochs {title}", init=(command,), machine=Bochs(cpus), expect=(expect,), timeout_s=180,
         exits=False, until="^No runnable environments")
    for title, command, cpus, expect in (
        ("lspci lists a board that is not QEMU's", "lspci", 1,
         (r"^00:00\.0 8086:1237 host bridge$", "^lspci: [0-9]+ functions$")),
        ("the clock's driver gets its interrupts", "rtc 2", 2, ("^rtc: 20",) * 3),
        ("an interrupt line that never rests does no harm", "line_storm", 2, ("^line_storm: passed$",)),
    )
]

# Its pin is level-triggered.
EDU = ("-device", "edu")
LINES = [
    Case(f"a device's pin and its messages interrupt a program as often as they should: {title}", init=("line_level",),
         machine=Machine(media="direct", cpus=str(cpus), extra=EDU), locking=locking, expect=("^line_level: passed$",))
    for title, cpus, locking in (("on 1 CPU", 1, "fine"), ("on 4 CPUs", 4, "fine"), ("under the big lock", 4, "big"))
] + [
    Case("an interrupt line that never rests does no harm without an APIC", init=("line_storm",),
         machine=Machine(media="direct", cpus="1", extra=("-cpu", "max,-apic")), expect=("^line_storm: passed$",)),
]

PROMPT = r"^\$ "
KEYBOARD = "^(?:.*)usbkbd: keyboard on port [0-9]+$"
HELLO = ("h", "e", "l", "l", "x", "backspace", "o", "ret")
# Sequences begin with an escape character, which the shell passes over.
SPECIAL = ("up", "left", "f1", "f12", "pgup", "kp_9", "kp_add", "ret")
SPECIAL_GIVE = r"no program or command '\[A\[DOP\[24~\[5~9\+'"


def controller(board: str, *devices: str, cpus: int = 4, media: str = "direct", firmware: str = "bios") -> Machine:
    """A machine with a USB controller and what is plugged into it, and no other keyboard."""
    options = [word for device in devices for word in ("-device", device)]
    return Machine(media=media, firmware=firmware, machine=f"{board},i8042=off", cpus=str(cpus), extra=tuple(options))


def typed(title: str, machine: Machine, locking: str = "fine") -> Case:
    return Case(f"the shell hears a USB keyboard: {title}", machine=machine, locking=locking,
                steps=(Step(KEYBOARD, keys=HELLO), Step("^hello, world$", keys=("shift-a", "b", "shift-1", "kp_7", "ret")),
                       Step("no program or command 'Ab!7'", keys=SPECIAL), Step(SPECIAL_GIVE, keys=("e", "x", "i", "t", "ret"))),
                forbid=("keyboard on port(?s:.*)keyboard on port",), timeout_s=180)


KEYBOARDS = [
    typed("MSI-X, on 4 CPUs", controller("q35", "qemu-xhci", "usb-kbd")),
    typed("MSI-X, on 1 CPU", controller("q35", "qemu-xhci", "usb-kbd", cpus=1)),
    typed("MSI-X, under the big lock", controller("q35", "qemu-xhci", "usb-kbd"), "big"),
    typed("MSI", controller("pc", "nec-usb-xhci,msi=on,msix=off", "usb-kbd")),
    typed("taken over from BIOS", controller("q35", "qemu-xhci", "usb-kbd", media="cdrom")),
    typed("taken over from UEFI", controller("q35", "qemu-xhci", "usb-kbd", media="cdrom", firmware="uefi")),
    typed("on the controller that the machine was booted from", controller("q35", "usb-kbd", media="usb")),
    typed("without an interrupt", controller("pc", "nec-usb-xhci,msi=off,msix=off", "usb-kbd")),
    typed("at full speed", controller("q35", "qemu-xhci", "usb-kbd,usb_version=1")),
    typed("beside a mouse and a tablet", controller(
        "q35", "qemu-xhci,p2=8,p3=4", "usb-mouse", "usb-tablet", "usb-kbd")),
    typed("behind a hub", controller("q35", "qemu-xhci", "usb-hub,port=1", "usb-kbd,port=1.3")),
    typed("behind three hubs in a row, beside a mouse", controller(
        "q35", "qemu-xhci", "usb-hub,port=2", "usb-mouse,port=2.1", "usb-hub,port=2.2", "usb-hub,port=2.2.8",
        "usb-kbd,port=2.2.8.1")),
    typed("on the second of two controllers", controller(
        "q35", "qemu-xhci,id=one", "qemu-xhci,id=two", "usb-kbd,bus=two.0")),
    Case("a USB keyboard can be pulled out and another plugged in",
         machine=controller("q35", "qemu-xhci,id=usb", "usb-kbd,id=first"),
         steps=(Step(KEYBOARD, plug={"id": "first"}), Step("", plug={"driver": "usb-kbd", "id": "second", "bus": "usb.0"}),
                Step(KEYBOARD, keys=HELLO), Step("^hello, world$", keys=("e", "x", "i", "t", "ret")))),
    Case("a hub can be plugged in and pulled out with its keyboard, and a keyboard out of it",
         machine=controller("q35", "qemu-xhci,id=usb"),
         steps=(Step(PROMPT, plug={"driver": "usb-hub", "id": "hub", "bus": "usb.0", "port": "1"}),
                Step("hub with 8 ports on port", plug={"driver": "usb-kbd", "id": "one", "bus": "usb.0", "port": "1.2"}),
                Step(KEYBOARD, keys=HELLO), Step("^hello, world$", plug={"id": "one"}),
                Step("", plug={"driver": "usb-kbd", "id": "two", "bus": "usb.0", "port": "1.8"}),
                Step(KEYBOARD, keys=HELLO), Step("^hello, world$", plug={"id": "hub"}),
                Step("", plug={"driver": "usb-kbd", "id": "three", "bus": "usb.0", "port": "1"}),
                Step(KEYBOARD, keys=HELLO), Step("^hello, world$", keys=("e", "x", "i", "t", "ret")))),
    Case("a key held on a USB keyboard repeats, and stops",
         machine=controller("q35", "qemu-xhci", "usb-kbd"),
         steps=(Step(KEYBOARD, keys=("a",), hold_ms=1500), Step("aaaa", keys=("ret",)),
                Step("no program or command 'aaaa+'", "exit\n"))),
    Case("a USB keyboard costs nothing while nobody types",
         machine=controller("q35", "qemu-xhci", "usb-kbd"),
         steps=(Step(KEYBOARD, "rtc\n"), Step("not granted", "drive rtc 2\n"), Step("free env", "envs\n"),
                Step(r"^00001002 00001000 waiting +\d+ +\d{1,2} .* usbkbd$", "exit\n"))),
    Case("a USB keyboard's driver can be ended at any moment, and another takes over", init=("usb_restart",),
         machine=controller("q35", "qemu-xhci", "usb-kbd"),
         steps=(Step("^type: (?s:.*)usbkbd: keyboard on port", keys=("a", "g", "a", "i", "n", "ret")),),
         expect=("^usb_restart: passed$",)),
]

CASES = PCI + IN_BOCHS + LINES + KEYBOARDS
