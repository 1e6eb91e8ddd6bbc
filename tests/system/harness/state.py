"""Where the processors of a machine are that does not come to an end: what a hang's report needs most.

SPDX-License-Identifier: MIT
"""

import re
import subprocess
from pathlib import Path

from harness.qmp import Qmp

FRAMES_SHOWN = 10
KERNEL_BASE = 0xF0000000


def monitor(qmp: Qmp, command: str, cpu: int) -> str:
    return str(qmp.execute("human-monitor-command", **{"command-line": command, "cpu-index": cpu}))


def call_chain(qmp: Qmp, cpu: int, eip: int, ebp: int) -> list[int]:
    """Where the processor is in the kernel, and return addresses, the innermost first."""
    chain = [eip]
    while ebp != 0 and len(chain) < FRAMES_SHOWN:
        words = re.findall(r"\b0x([0-9a-f]{8})\b", monitor(qmp, f"x /2xw {ebp:#x}", cpu))
        above, caller = (int(word, 16) for word in words) if len(words) == 2 else (0, 0)
        if caller < KERNEL_BASE:
            break
        chain.append(caller)
        ebp = above if above > ebp else 0
    return chain


def places(kernel: Path, chain: list[int]) -> str:
    """The kernel's functions and lines; of other addresses, themselves."""
    # A return address may be that of the next line, or function.
    asked = [f"{address - bool(depth):#x}" for depth, address in enumerate(chain)]
    named = subprocess.run(["addr2line", "-f", "-s", "-e", str(kernel), *asked], stdout=subprocess.PIPE,
                           text=True).stdout.splitlines()
    known = zip(named[::2], named[1::2])
    return " < ".join(f"{address:#x}" if function == "??" else f"{function} {line}"
                      for address, (function, line) in zip(chain, known))


def processors(socket: Path, kernel: Path) -> list[str]:
    """A line for each processor, or why there is none."""
    try:
        qmp = Qmp(socket)
        found = []
        for part in monitor(qmp, "info registers -a", 0).split("CPU#")[1:]:
            cpu, registers = int(part.split()[0]), dict(re.findall(r"\b(\w+)=([0-9a-f]+)\b", part))
            eip, ebp = int(registers["EIP"], 16), int(registers["EBP"], 16)
            sleeps = ", halted" * (registers["HLT"] == "1")
            chain = call_chain(qmp, cpu, eip, ebp) if eip >= KERNEL_BASE else [eip]
            found.append(f"CPU {cpu}, level {registers['CPL']}{sleeps}: {places(kernel, chain)}")
        qmp.close()
        return found
    except (OSError, LookupError, ValueError, RuntimeError) as error:
        return [f"the processors' state is not known: {error!r}"]
