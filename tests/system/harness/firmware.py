"""Firmware's tables with something wrong in them, for GRUB to put in place of the machine's own.

SPDX-License-Identifier: MIT
"""

import struct
from pathlib import Path

FIXTURES = Path(__file__).resolve().parents[2] / "unit/fixtures"
SIZE, CHECKSUM, ENTRIES = 4, 9, 44  # where they are in a MADT
LOCAL_APIC = "<BBBBI"  # type, size, the processor's own number, APIC id, flags: 1 is enabled
LOCAL_X2APIC = "<BBHIII"  # type, size, 0, APIC id, flags, the processor's own number


def fixture_table(fixture: str, signature: bytes) -> bytearray:
    """An ACPI table that was dumped from a machine (tests/unit/fixtures/make.py)."""
    memory = (FIXTURES / f"{fixture}.bin").read_bytes()
    while memory:
        size, = struct.unpack_from("<I", memory, 8)
        region, memory = memory[12:12 + size], memory[12 + size:]
        if region.startswith(signature):
            return bytearray(region)
    raise LookupError(signature)


def madt_with_absent_cpu(fixture: str, apic_id: int) -> bytes:
    """Of a machine with 4 CPUs, and behind the first of them one that is not there."""
    table = fixture_table(fixture, b"APIC")
    if apic_id > 0xFF:
        table[ENTRIES + 8:ENTRIES + 8] = struct.pack(LOCAL_X2APIC, 9, 16, 0, apic_id, 1, apic_id)
    else:
        table[ENTRIES + 8:ENTRIES + 8] = struct.pack(LOCAL_APIC, 0, 8, apic_id, apic_id, 1)
    struct.pack_into("<I", table, SIZE, len(table))
    table[CHECKSUM] = 0
    table[CHECKSUM] = -sum(table) & 0xFF
    return bytes(table)
