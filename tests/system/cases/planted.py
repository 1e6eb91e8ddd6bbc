"""Failures planted on purpose: a test system that does not report them proves nothing.

SPDX-License-Identifier: MIT
"""

from dataclasses import replace

from harness.case import Case, CommandCase
from tine.machine import PANICKED

# Each of these fails, for the reason that it names; being told so passes the test.
HELLO = Case("", init=("hello",))

CASES = [
    replace(HELLO, name="a missing line is reported", expect=("^goodbye, world$",),
            fails="^not printed: .*goodbye"),
    replace(HELLO, name="lines in the wrong order are reported", expect=(("^i am environment", "^hello, world$"),),
            fails="^not printed after what has to come before it: .*hello"),
    replace(HELLO, name="a forbidden line is reported", forbid=("hello, w",), fails="^must not be printed: hello"),
    replace(HELLO, name="a wrong exit status is reported", status=PANICKED, fails="^exit status 0, not 1"),
    replace(HELLO, name="a hang is reported", init=("sh",), timeout_s=10, fails="^it hangs"),
    replace(HELLO, name="where the processors are when a machine hangs is reported", init=("sh",), timeout_s=10,
            fails=r"^CPU 3, level 0, halted: arch_idle smp\.c:\d+ < ap_main smp\.c:"),
    CommandCase("a command that hangs is reported, and ended with what it has started",
                ("sh", "-c", "sleep 1000 & sleep 1000"), timeout_s=1, fails="^it hangs"),
]
