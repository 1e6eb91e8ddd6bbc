"""Run a machine, type to it as its output asks for it, and keep what it prints.

SPDX-License-Identifier: MIT
"""

import math
import re
import time
from collections.abc import Callable
from functools import partial

from harness.case import Case, Step
from harness.channel import Channel

# After a kernel panic that was not asked for nothing will come that is worth a long wait.
PANIC = "kernel panic"
PANIC_GRACE_S = 3
# Not every key shows.
ECHO_S = 2


# Given what has been printed, says what is wrong elsewhere.
Look = Callable[[str], list[str]]
# Plugs the device and presses the keys of a step, and calls what waits for each key's echo.
Act = Callable[[Step, Callable[[], object]], None]
# Says what a machine is doing whose time is over.
State = Callable[[], list[str]]


class Console:
    """What came through a channel, and the time that is left."""

    def __init__(self, channel: Channel, timeout_s: float, may_panic: bool) -> None:
        self.text = ""
        self.channel = channel
        self.may_panic = may_panic
        self.deadline = time.monotonic() + timeout_s

    def left_s(self) -> float:
        return max(0.0, self.deadline - time.monotonic())

    def read(self, at_most_s: float = math.inf) -> bool:
        """Wait for more text. False at its end, and when the time is over."""
        more = self.channel.read(min(at_most_s, self.left_s()))
        self.text += more.replace("\r", "")
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


def converse(channel: Channel, case: Case, look: Look | None = None,
             act: Act | None = None, state: State | None = None) -> tuple[str, int, list[str]]:
    """Go through the case's steps to the machine's end: text, exit status, and what was waited for in vain.

    When what the case runs until has been printed, look can add what else is wrong.
    """
    console = Console(channel, case.timeout_s, may_panic=PANIC in case.allow)
    position = 0
    missed = []
    for step in case.steps:
        found = console.wait_for(step.wait, position)
        if found is None:
            missed.append(f"waited in vain for: {step.wait}")
            break
        position = found
        if step.send:
            channel.type(step.send)
        if step.acts and act is not None:
            act(step, partial(console.read, ECHO_S))
    if case.until is not None and not missed:
        if console.wait_for(case.until, position) is None:
            missed.append(f"waited in vain for: {case.until}")
        elif look is not None:
            missed += look(console.text)
        channel.kill()
    while console.read():
        pass
    if console.left_s() == 0 and state is not None:
        missed += state()
    return console.text, channel.close(console.left_s()), missed
