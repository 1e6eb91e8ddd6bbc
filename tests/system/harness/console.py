"""Run a program, type to it as its output asks for it, and keep what it prints.

SPDX-License-Identifier: MIT
"""

import re
import selectors
import subprocess
import time
from collections.abc import Callable

from harness.case import Case
from tine.machine import TIMED_OUT


# After a kernel panic that was not asked for nothing will come that is worth a long wait.
PANIC = "kernel panic"
PANIC_GRACE_S = 3


# Given what has been printed, says what is wrong elsewhere.
Look = Callable[[str], list[str]]
# Presses the keys of a step.
Press = Callable[[tuple[str, ...]], None]


class Console:
    """A child process whose standard input and output are a console."""

    def __init__(self, command: list[str], timeout_s: float, may_panic: bool) -> None:
        self.text = ""
        self.may_panic = may_panic
        self.deadline = time.monotonic() + timeout_s
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.STDOUT)
        self.selector = selectors.DefaultSelector()
        self.selector.register(self.process.stdout, selectors.EVENT_READ)

    def read(self) -> bool:
        """Wait for more text. False at its end, and when the time is over."""
        if not self.selector.select(max(0.0, self.deadline - time.monotonic())):
            return False
        more = self.process.stdout.read1()
        self.text += more.decode(errors="replace").replace("\r", "")
        if PANIC in self.text and not self.may_panic:
            self.deadline = min(self.deadline, time.monotonic() + PANIC_GRACE_S)
        return bool(more)

    def wait_for(self, pattern: str, position: int) -> int | None:
        """The end of the pattern's first appearance after the position; None if it never comes."""
        searched = re.compile(pattern, re.MULTILINE)
        while (match := searched.search(self.text, position)) is None:
            if not self.read():
                return None
        return match.end()

    def close(self) -> int:
        """The exit status; TIMED_OUT if the process had to be ended."""
        try:
            status = self.process.wait(max(0.0, self.deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            status = TIMED_OUT
        self.process.kill()
        self.process.wait()
        self.selector.close()
        self.process.stdin.close()
        self.process.stdout.close()
        return status


def converse(command: list[str], case: Case, look: Look | None = None,
             press: Press | None = None) -> tuple[str, int, list[str]]:
    """Run the command through the case's steps to its end: text, exit status, and what was waited for in vain.

    When what the case runs until has been printed, look can add what else is wrong.
    """
    console = Console(command, case.timeout_s, may_panic=PANIC in case.allow)
    position = 0
    missed = []
    for step in case.steps:
        found = console.wait_for(step.wait, position)
        if found is None:
            missed.append(f"waited in vain for: {step.wait}")
            break
        position = found
        console.process.stdin.write(step.send.encode())
        console.process.stdin.flush()
        if step.keys and press is not None:
            press(step.keys)
    if case.until is not None and not missed:
        if console.wait_for(case.until, position) is None:
            missed.append(f"waited in vain for: {case.until}")
        elif look is not None:
            missed += look(console.text)
        console.process.kill()
    while console.read():
        pass
    return console.text, console.close(), missed
