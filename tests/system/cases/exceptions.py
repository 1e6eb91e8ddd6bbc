"""Programs that handle their own exceptions, and one that computes, each on 1, 2 and 4 CPUs, with fine-grained locks and with the big one.

SPDX-License-Identifier: MIT
"""

import struct
from dataclasses import replace

from cases.lab import LOCKING_SUFFIX, Program, ended, trapped
from harness.bochs import Bochs
from harness.case import DIRECT, Case

# What each step changes: the instructions of gcd(12, 18) in src/user/steptrace.c, from offset to offset.
LOOP = ("08", "0a", "0c", "0e", "10", "12", "14")
TRACE = ("00", "04", *LOOP * 3, "08", "0a", "16")


def reversed_bits(word: int) -> str:
    return f"{int(f'{word:032b}'[::-1], 2):08x}"


def mandelbrot(width: int, height: int) -> str:
    """What src/user/mandel.c adds up, in the same arithmetic: this machine's doubles, in the same order."""
    total = checksum = 0
    for row in range(height):
        for column in range(width):
            cx, cy = -2.2 + column * (3.2 / width), -1.2 + row * (2.4 / height)
            x = y = 0.0
            count = 0
            while count < 256 and x * x + y * y <= 4:
                x, y = x * x - y * y + cx, 2 * x * y + cy
                count += 1
            total += count
            for word in count, int.from_bytes(struct.pack("<d", x)[:4], "little"):
                checksum = (checksum * 31 + word) % 2**32
    return f"{total} iterations, checksum {checksum:08x}"


# Workers, width, height.
PICTURES = ((1, 60, 20), (3, 64, 24), (8, 78, 23))

PROGRAMS = (
    Program("divrecover", (
        ("^84/2 is 42$", "^84/1 is 84$", "^84/0 is nothing, and I go on$", "^signal 8, code 1: I divide by 1 instead$",
         "^84/0 is 84, says the handler$", *ended()),
    ), ("TRAP frame",)),
    Program("emulate", (
        (*(f"^{16**i:08x} turned round is {reversed_bits(16**i)}$" for i in range(8)),
         "^8 instructions emulated; ", *trapped("00000006 Invalid Opcode")),
    )),
    Program("steptrace", (
        (*(rf"^gcd\+{offset}:" for offset in TRACE), rf"^gcd\(12, 18\) is 6, in {len(TRACE)} steps$", *ended()),
        (r"^gcd\+08: ecx=12$",),
    ), ("TRAP frame",)),
    Program("int80", (
        ("^hello by int \\$0x80$", "^my process id is right$", "^there is no call 999$",
         "^hello from another system's thread-local storage$", "^it has ended with status 42, after 8 calls$", *ended()),
    ), ("TRAP frame",)),
)

CASES = [
    Case(f"{program.name} on {cpus} CPU{'s' if cpus > 1 else ''}{suffix}",
         init=(program.name,),
         machine=replace(DIRECT, cpus=str(cpus)),
         locking=locking,
         expect=program.expect,
         forbid=program.forbid)
    for program in PROGRAMS
    for locking, suffix in LOCKING_SUFFIX.items()
    for cpus in (1, 2, 4)
] + [
    Case(f"{workers} worker{'s' if workers > 1 else ''} on {cpus} CPU{'s' if cpus > 1 else ''} compute the picture"
         f" that the host does{suffix}",
         init=(f"mandel {workers} {width} {height}",),
         machine=replace(DIRECT, cpus=str(cpus)),
         locking=locking,
         expect=(f"^mandel: {width}x{height} by {workers}, {mandelbrot(width, height)}$",
                 ("exiting gracefully$",) * (workers + 1)))
    for workers, width, height in PICTURES
    for locking, suffix in LOCKING_SUFFIX.items()
    for cpus in (1, 2, 4)
] + [
    Case("every exception reaches the program's own handler, those included that only Bochs raises", init=("exceptions",),
         machine=Bochs(), expect=("^exceptions: passed$",), forbid=("not raised by this processor",), timeout_s=180,
         exits=False, until="^No runnable environments"),
]
