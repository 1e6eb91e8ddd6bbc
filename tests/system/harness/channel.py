"""Ways to a machine's console. Each gives a machine's output, and takes what is typed.

A channel has read(timeout_s), which waits for more output and returns it, and "" when there is none; type(text);
and close(timeout_s), which waits for the machine's end and returns its exit status, TIMED_OUT if it had to be ended.

SPDX-License-Identifier: MIT
"""

import os
import pty
import selectors
import subprocess
from pathlib import Path
from typing import Protocol

from tine.machine import TIMED_OUT


class Channel(Protocol):
    def read(self, timeout_s: float) -> str: ...

    def type(self, text: str) -> None: ...

    def kill(self) -> None: ...

    def close(self, timeout_s: float) -> int: ...


def end(process: subprocess.Popen, timeout_s: float) -> int:
    """The process's exit status; TIMED_OUT if it had to be ended."""
    try:
        status = process.wait(timeout_s)
    except subprocess.TimeoutExpired:
        status = TIMED_OUT
    process.kill()
    process.wait()
    return status


class Pipes:
    """A process whose standard input and output are the console."""

    def __init__(self, command: list[str]) -> None:
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.STDOUT)
        self.selector = selectors.DefaultSelector()
        self.selector.register(self.process.stdout, selectors.EVENT_READ)

    def read(self, timeout_s: float) -> str:
        return self.process.stdout.read1().decode(errors="replace") if self.selector.select(timeout_s) else ""

    def type(self, text: str) -> None:
        self.process.stdin.write(text.encode())
        self.process.stdin.flush()

    def kill(self) -> None:
        self.process.kill()

    def close(self, timeout_s: float) -> int:
        status = end(self.process, timeout_s)
        self.selector.close()
        self.process.stdin.close()
        self.process.stdout.close()
        return status


class Terminal:
    """A process that has the console on a terminal of ours, beside its own output, which goes to a file."""

    def __init__(self) -> None:
        self.ours, self.theirs = pty.openpty()
        self.name = os.ttyname(self.theirs)
        self.process: subprocess.Popen | None = None

    def start(self, command: list[str], output: Path) -> None:
        with output.open("wb") as file:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=file, stderr=file)
        self.selector = selectors.DefaultSelector()
        self.selector.register(self.ours, selectors.EVENT_READ)

    def read(self, timeout_s: float) -> str:
        """The terminal outlives the process, so its end is looked for every now and then."""
        STEP_S = 0.2
        while True:
            ended = self.process.poll() is not None
            if self.selector.select(0 if ended else min(timeout_s, STEP_S)):
                return os.read(self.ours, 65536).decode(errors="replace")
            timeout_s -= STEP_S
            if ended or timeout_s <= 0:
                return ""

    def type(self, text: str) -> None:
        os.write(self.ours, text.encode())

    def kill(self) -> None:
        self.process.kill()

    def close(self, timeout_s: float) -> int:
        status = end(self.process, timeout_s)
        self.selector.close()
        os.close(self.ours)
        os.close(self.theirs)
        return status
