"""Run QEMU in the foreground, and say by an exit status how it ended.

SPDX-License-Identifier: MIT
"""

import os
import select
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import BinaryIO

from tine.machine import TIMED_OUT, meaning


def end_on_signal(number: int, frame: object) -> None:
    sys.exit(128 + number)


# The serial port has room for one byte until the kernel knows it, and may lose that one. The kernel ignores this one.
LOST = b"\0"


def pass_on(typed: int, console: BinaryIO) -> None:
    """What comes from a file or a pipe, to QEMU's standard input, until either ends."""
    try:
        console.write(LOST)
        while piece := os.read(typed, select.PIPE_BUF):
            console.write(piece)
        console.close()
    except BrokenPipeError:
        pass


def start(command: list[str]) -> subprocess.Popen:
    if sys.stdin.isatty():
        return subprocess.Popen(command)
    qemu = subprocess.Popen(command, stdin=subprocess.PIPE, bufsize=0)
    threading.Thread(target=pass_on, args=(sys.stdin.fileno(), qemu.stdin), daemon=True).start()
    return qemu


def run(command: list[str], log: Path, timeout_s: float | None) -> int:
    """QEMU's exit status; TIMED_OUT if it had to be ended. Never leaves it running behind."""
    signal.signal(signal.SIGTERM, end_on_signal)
    qemu = start(command)
    try:
        status = qemu.wait(timeout_s)
    except subprocess.TimeoutExpired:
        print(f"tine: ended after {timeout_s:g} seconds", file=sys.stderr)
        return TIMED_OUT
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    finally:
        # SIGTERM lets QEMU put the terminal back as it was.
        qemu.terminate()
        try:
            qemu.wait(10)
        except subprocess.TimeoutExpired:
            qemu.kill()
            qemu.wait()
    return meaning(status, log)
