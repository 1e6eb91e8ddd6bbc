"""What scripts/bench measures, what other kernels need for the same, and running one measurement.

A program of tests/bench prints the line that RESULT reads. QEMU counts
instructions on one CPU, so the same build gives the same counts on any
machine, however busy.

SPDX-License-Identifier: MIT
"""

import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Timer

from tine.image import DirectImage
from tine.machine import POWERED_OFF, Machine, meaning

CONSOLE = ["-display", "none", "-serial", "stdio", "-monitor", "none"]
RESULT = re.compile(r"^bench: repetitions (\d+) minimum (\d+) median (\d+) mean (\d+)$", re.MULTILINE)
NOTHING_LOST = "memory: all pages returned"
FAILED = "user panic"
# The peers' processor; a second -cpu beats the one that Machine chose.
ONE_CPU = Machine(cpus="1", media="direct", icount=True, extra=("-cpu", "qemu32"))
# Without PSE-36 that processor faults on physical addresses from 4 GiB up.
LARGE_MEMORY = replace(ONE_CPU, memory_mib=4096, extra=("-cpu", "qemu32,+pse36"))

PEERS = ("JOS", "xv6", "Linux", "seL4", "Pistachio")
NO_PEERS = (None,) * len(PEERS)
TIMEOUT_S = 600


@dataclass(frozen=True)
class Operation:
    name: str
    title: str
    command: str | None  # a program of tests/bench, with its arguments; None: the kernel's size is meant
    peers: tuple[int | None, ...]  # minima, in the order of PEERS; None where there is no such operation
    machine: Machine = ONE_CPU
    limit: int | None = None  # what the minimum has to stay below, whatever was recorded
    entry: str = "int"  # by which programs call the kernel
    kernel: str = "fine"  # of the kinds in src/kernel/meson.build:kernel_kinds


@dataclass(frozen=True)
class Result:
    """Instructions; the sieve and whatever else takes long is done less often."""

    repetitions: int
    minimum: int
    median: int
    mean: int


OPERATIONS = (
    Operation("null_call", "null system call", "null_call", (396, 1397, 352, 306, 126)),
    Operation("null_call_sysenter", "the same, by sysenter", "null_call", NO_PEERS, entry="sysenter"),
    Operation("yield_self", "yield to itself", "yield_self", (7574, 5080, 1026, 393, 126)),
    Operation("yield_self_sysenter", "the same, by sysenter", "yield_self", NO_PEERS, entry="sysenter"),
    Operation("yield_pair", "yield A to B to A", "yield_pair", (7974, 8160, 3724, 740, None)),
    Operation("yield_pair_sysenter", "the same, by sysenter", "yield_pair", NO_PEERS, entry="sysenter"),
    Operation("yield_pair_lazy", "the same, FPU loaded lazily", "yield_pair", NO_PEERS, kernel="fine-lazy"),
    Operation("yield_fpu", "yield A to B to A, both have used the FPU", "yield_pair used", NO_PEERS),
    Operation("yield_fpu_lazy", "the same, FPU loaded lazily", "yield_pair used", NO_PEERS, kernel="fine-lazy"),
    Operation("yield_fpu_one", "yield A to B to A, A uses the FPU", "yield_pair one", NO_PEERS),
    Operation("yield_fpu_one_lazy", "the same, FPU loaded lazily", "yield_pair one", NO_PEERS, kernel="fine-lazy"),
    Operation("yield_fpu_both", "yield A to B to A, both use the FPU", "yield_pair both", NO_PEERS),
    Operation("yield_fpu_both_lazy", "the same, FPU loaded lazily", "yield_pair both", NO_PEERS, kernel="fine-lazy"),
    Operation("fpu_first", "first use of the FPU", "fpu_first", NO_PEERS),
    Operation("fpu_first_lazy", "the same, FPU loaded lazily", "fpu_first", NO_PEERS, kernel="fine-lazy"),
    Operation("ipc_call", "call and answer, one value each", "ipc_call", (9233, 26065, 9893, 522, 187)),
    Operation("ipc_call_sysenter", "the same, by sysenter", "ipc_call", NO_PEERS, entry="sysenter"),
    Operation("ipc_value", "ipc_send and ipc_recv, there and back", "ipc_value", (9233, 26065, 9893, 522, 187)),
    Operation("ipc_page", "the same with a page each way", "ipc_page", (9599, None, 16735, None, None)),
    Operation("ipc_pages", "the same, another page than last time", "ipc_page 2", (9599, None, 16735, None, None)),
    Operation("send_queue", "a message, four wait in the queue", "many_senders", NO_PEERS),
    Operation("send_loop", "the same, four try and yield", "many_senders loop", NO_PEERS),
    Operation("fork_small", "fork, exit, parent knows: small", "fork_exit",
              (118755, 2001940, 153605, 179289, 181565)),
    Operation("fork_1_mib", "the same, 1 MiB written", "fork_exit 1024", (534568, 5811717, 284741, None, None)),
    Operation("fork_4_mib", "the same, 4 MiB written", "fork_exit 4096",
              (1735416, 17269441, 602937, None, None)),
    Operation("fork_16_mib", "the same, 16 MiB written", "fork_exit 16384",
              (6586964, 63084835, 1913760, None, None)),
    Operation("fork_calls", "fork without its batch: small", "fork_calls", NO_PEERS),
    Operation("spawn_wait", "start a small program and wait", "spawn_wait", (None, 4113274, 259381, None, None)),
    Operation("cow_shared", "copy-on-write fault, page shared", "cow_shared", (4506, None, 5400, None, None)),
    Operation("cow_sole", "copy-on-write fault, sole owner", "cow_sole", (4523, None, 1392, None, None)),
    Operation("demand_page", "demand page at user level", "demand_page", (2108, None, 7521, 3675, 1394)),
    Operation("fault_return", "fault to user handler and back", "fault_return", (506, None, 4665, None, None)),
    Operation("emulated_call", "int 0x80 to user handler and back", "emulated_call", NO_PEERS),
    Operation("emulated_return", "the same, back by the kernel", "emulated_call return", NO_PEERS),
    Operation("page_alloc", "page_alloc", "page_alloc alloc", (1603, 4658, 3447, 930, None)),
    Operation("page_unmap", "page_unmap", "page_alloc unmap", (586, None, None, 709, None)),
    Operation("mutex_pair", "mutex locked and unlocked, nobody else wants it", "mutex_pair", NO_PEERS),
    Operation("futex_pair", "wake and wait for a word, there and back", "futex_pair", (None, None, 9893, None, None)),
    Operation("thread_join", "start a thread and join it", "thread_join", NO_PEERS),
    Operation("keep_first", "first checkpoint, of 4 MiB", "checkpoints full", NO_PEERS),
    Operation("keep_0", "next one, nothing written since", "checkpoints next 0", NO_PEERS),
    Operation("keep_1", "next one, 1 page written since", "checkpoints next 1", NO_PEERS),
    Operation("keep_16", "next one, 16 pages written since", "checkpoints next 16", NO_PEERS),
    Operation("keep_256", "next one, 256 pages written since", "checkpoints next 256", NO_PEERS),
    Operation("restore_1", "back to one, 1 page written since", "checkpoints restore 1", NO_PEERS),
    Operation("restore_16", "back to one, 16 pages written since", "checkpoints restore 16", NO_PEERS),
    Operation("restore_256", "back to one, 256 pages written since", "checkpoints restore 256", NO_PEERS),
    Operation("keep_bytes", "a checkpoint of 4 MiB as bytes", "checkpoints store", NO_PEERS),
    Operation("start_bytes", "a new environment from these", "checkpoints start", NO_PEERS),
    Operation("sieve", "sieve of 200 primes", "sieve", (None, 676_800_000, 104_100_000, 36_100_000, None)),
    Operation("boot_512_mib", "boot to the shell's prompt, 512 MiB", "boot_cost", NO_PEERS, limit=20_000_000),
    Operation("boot_4_gib", "boot to the shell's prompt, 4 GiB", "boot_cost", NO_PEERS, LARGE_MEMORY,
              40_000_000),
    Operation("kernel_size", "kernel text + data, bytes", None, (27_000, 41_000, 5_700_000, 104_000, 61_000),
              limit=128 * 1024),
)


def console_text(machine: Machine, kernel: Path, archive: Path, program: str,
                 watcher: Callable[[int, str], None] = lambda pid, line: None, words: tuple[str, ...] = ()) -> str:
    """
    Boot, and give back what was printed. Ends the program, showing that, if it did not go well. The watcher
    gets QEMU's process id and each line as it comes.
    """
    words = (f"init={program}", "quiet", "exit", *words)
    with tempfile.TemporaryDirectory(prefix="tine-bench-") as folder:
        log = Path(folder) / "qemu.log"
        qemu = subprocess.Popen(machine.command(DirectImage(kernel, archive, words), CONSOLE, log),
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, errors="replace")
        watch = Timer(TIMEOUT_S, qemu.kill)
        watch.start()
        text = ""
        for line in qemu.stdout:
            text += line
            watcher(qemu.pid, line)
            if FAILED in line:
                qemu.kill()  # or its children could run for ever
        status = qemu.wait()
        watch.cancel()
        if meaning(status, log) != POWERED_OFF or NOTHING_LOST not in text:
            sys.exit(f"{text}\ntine: {program}: the benchmark failed")
    return text


def kernel_size_bytes(kernel: Path) -> int:
    """Text and data, as size(1) counts them; what is only zeroed at the start is not among them."""
    run = subprocess.run(["size", str(kernel)], stdout=subprocess.PIPE, text=True, check=True)
    text, data = run.stdout.splitlines()[1].split()[:2]
    return int(text) + int(data)


def measure(operation: Operation, kernel: Path, archive: Path) -> Result:
    if operation.command is None:
        size_bytes = kernel_size_bytes(kernel)
        return Result(1, size_bytes, size_bytes, size_bytes)
    text = console_text(operation.machine, kernel, archive, operation.command, words=(f"syscall={operation.entry}",))
    lines = RESULT.findall(text)
    if len(lines) != 1:
        sys.exit(f"{text}\ntine: {operation.name}: no result")
    return Result(*map(int, lines[0]))
