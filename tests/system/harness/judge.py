"""Compare what was printed with what was expected. No machine is needed for that.

SPDX-License-Identifier: MIT
"""

import re

from harness.case import Expected
from tine.machine import TIMED_OUT


def faults(text: str, status: int, expected: tuple[Expected, ...], forbidden: tuple[str, ...],
           wanted_status: int | None) -> list[str]:
    """Everything that is wrong, a line each; nothing if the test passed."""
    found = []
    for chain in expected:
        position = 0
        for pattern in (chain,) if isinstance(chain, str) else chain:
            match = re.compile(pattern, re.MULTILINE).search(text, position)
            if match is None:
                earlier = " after what has to come before it" if position else ""
                found.append(f"not printed{earlier}: {pattern}")
                break
            position = match.end()
    for pattern in forbidden:
        match = re.search(f"^.*(?:{pattern}).*$", text, re.MULTILINE)
        if match is not None:
            found.append(f"must not be printed: {match.group()}")
    if status == TIMED_OUT and wanted_status != TIMED_OUT:
        found.append("it hangs")
    elif wanted_status is not None and status != wanted_status:
        found.append(f"exit status {status}, not {wanted_status}")
    return found
