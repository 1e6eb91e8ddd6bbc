"""Devices that programs drive.

SPDX-License-Identifier: MIT
"""

from harness.case import Case
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

CASES = PCI
