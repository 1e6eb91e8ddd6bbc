"""What several CPUs get done in a second of real time, under both kinds of locking.

One QEMU thread for each CPU; more CPUs than this machine has processors, or a
machine that is busy otherwise, say little. So these figures are shown and not
compared with recorded ones.

SPDX-License-Identifier: MIT
"""

import os
import re
import sys
from pathlib import Path

from tine.benchmarks import console_text
from tine.machine import Machine

OPERATIONS = {
    "call": "null system calls",
    "page": "pages allocated and removed",
    "ipc": "message round trips, a pair for each CPU",
    "fork": "fork, exit, parent knows",
}
LOCKINGS = ("fine", "big")
CPUS = (1, 2, 4)
TRIES = 3
DONE = re.compile(r"^bench: (\d+) in a second$", re.MULTILINE)

# By operation and locking: operations in a second, in the order of CPUS.
Throughput = dict[str, dict[str, list[int]]]


def in_a_second(operation: str, cpus: int, kernel: Path, archive: Path) -> int:
    machine = Machine(cpus=str(cpus), media="direct", extra=("-accel", "tcg,thread=multi"))
    text = console_text(machine, kernel, archive, f"throughput {operation} {cpus}")
    found = DONE.search(text)
    if found is None:
        sys.exit(f"{text}\ntine: {operation} on {cpus} CPUs: no result")
    return int(found.group(1))


def best(operation: str, cpus: int, kernel: Path, archive: Path) -> int:
    return max(in_a_second(operation, cpus, kernel, archive) for _ in range(TRIES))


def measure_throughput(kernels: dict[str, Path], archive: Path) -> Throughput:
    return {operation: {locking: [best(operation, cpus, kernels[locking], archive) for cpus in CPUS]
                        for locking in LOCKINGS}
            for operation in OPERATIONS}


def throughput_rows(throughput: Throughput) -> list[list[str]]:
    """The table's cells, its head first."""
    cpus = [f"{count} CPU" + "s" * (count > 1) for count in CPUS]
    found = [[f"in a second, on {os.cpu_count()} processors", "locks", *cpus, *(f"{count} to 1" for count in CPUS[1:])]]
    for operation, by_locking in throughput.items():
        for locking, figures in by_locking.items():
            factors = [f"{figure / figures[0]:.2f}" for figure in figures[1:]]
            found.append([OPERATIONS[operation], locking, *(f"{figure:,}" for figure in figures), *factors])
    return found
