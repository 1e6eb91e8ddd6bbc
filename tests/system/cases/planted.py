"""Failures planted on purpose: a test system that does not report them proves nothing.

SPDX-License-Identifier: MIT
"""

from dataclasses import replace

from harness.case import Case
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
]
