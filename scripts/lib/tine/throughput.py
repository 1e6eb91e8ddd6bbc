"""What several CPUs get done in a second of real time, under both kinds of locking.

One QEMU thread for each CPU. What they got of this machine's processors is measured as well: on a machine
that does other work too, only the work done for each second of processor time says how well a kernel
scales. Figures are shown and not compared with recorded ones.

SPDX-License-Identifier: MIT
"""

import os
import re
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from time import monotonic

from tine.benchmarks import console_text
from tine.machine import Machine

OPERATIONS = {
    "none": "work without the kernel, for comparison",
    "call": "null system calls",
    "page": "pages allocated and removed",
    "ipc": "message round trips, a pair for each CPU",
    "fork": "fork, exit, parent knows",
}
LOCKINGS = ("fine", "big")
CPUS = (1, 2, 4)
TRIES = 5
BEGIN = "bench: begin"
DONE = re.compile(r"^bench: (\d+) in a second$", re.MULTILINE)
BUSY = 0.95  # of what its CPUs could have had: a run that got less was disturbed


@dataclass(frozen=True)
class Run:
    done: int  # operations, by all workers, in a second
    processors: float  # that QEMU had on average meanwhile

    @property
    def per_processor(self) -> float:
        return self.done / self.processors


# By operation and locking: a run for each of CPUS.
Throughput = dict[str, dict[str, list[Run]]]


def processor_seconds(pid: int) -> float:
    """What a process and its threads have used so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def run_once(operation: str, cpus: int, kernel: Path, archive: Path) -> Run:
    machine = Machine(cpus=str(cpus), media="direct", extra=("-accel", "tcg,thread=multi"))
    seen = []

    def watch(pid: int, line: str) -> None:
        if line.startswith(BEGIN) or DONE.match(line):
            seen.append((monotonic(), processor_seconds(pid)))

    text = console_text(machine, kernel, archive, f"throughput {operation} {cpus}", watch)
    found = DONE.search(text)
    if found is None or len(seen) != 2:
        sys.exit(f"{text}\ntine: {operation} on {cpus} CPUs: no result")
    (began, used_before), (ended, used) = seen
    return Run(int(found.group(1)), (used - used_before) / (ended - began))


def measure_throughput(kernels: dict[str, Path], archive: Path) -> Throughput:
    """The least disturbed run of each kind. Kinds take turns, so that a busy minute spoils one run of each."""
    kinds = [(operation, locking, cpus) for operation in OPERATIONS for locking in LOCKINGS for cpus in CPUS]
    best: dict[tuple[str, str, int], Run] = {}
    for _ in range(TRIES):
        for kind in kinds:
            operation, locking, cpus = kind
            run = run_once(operation, cpus, kernels[locking], archive)
            if kind not in best or run.processors > best[kind].processors:
                best[kind] = run
    return {operation: {locking: [best[operation, locking, cpus] for cpus in CPUS] for locking in LOCKINGS}
            for operation in OPERATIONS}


def throughput_data(throughput: Throughput) -> dict[str, dict[str, list[dict[str, float]]]]:
    return {operation: {locking: [asdict(run) for run in runs] for locking, runs in by_locking.items()}
            for operation, by_locking in throughput.items()}


def figure(run: Run, cpus: int) -> str:
    """Marked if other work took the processors away that this run could have used."""
    available = min(cpus, os.cpu_count() or 1)
    return f"{run.done:,}" + " (disturbed)" * (run.processors < BUSY * available)


def factor(runs: list[Run], index: int) -> str:
    """How much more than one CPU got done, had each had the processors that it could use to itself."""
    available = min(CPUS[index], os.cpu_count() or 1)
    return f"{runs[index].per_processor * available / runs[0].per_processor:.2f}"


def throughput_rows(throughput: Throughput) -> list[list[str]]:
    """The table's cells, its head first."""
    cpus = [f"{count} CPU" + "s" * (count > 1) for count in CPUS]
    found = [[f"in a second, on {os.cpu_count()} processors", "locks", *cpus, *(f"{count} to 1" for count in CPUS[1:])]]
    for operation, by_locking in throughput.items():
        for locking, runs in by_locking.items():
            found.append([OPERATIONS[operation], locking, *map(figure, runs, CPUS),
                          *(factor(runs, index) for index in range(1, len(CPUS)))])
    return found
