"""The system tests, by suite. Each module is a table, or a few, of one subject; ALL has every test by its name.

SPDX-License-Identifier: MIT
"""

from cases import (boot, checkpoints, commands, devices, exceptions, fpu, lab, loading, machines, messages, monitor, planted,
                   safety, scheduling, screens, shell)
from harness.case import Case, CommandCase

TABLES = (lab, safety, messages, loading, machines, screens, shell, scheduling, checkpoints, monitor, devices, exceptions, fpu,
          commands, planted)
SUITES: dict[str, list[Case | CommandCase]] = {
    "system": [case for table in TABLES for case in table.CASES],
    "boot": boot.BOOT,
    "boot-long": boot.LONG,
}
ALL: dict[str, Case | CommandCase] = {case.name: case for cases in SUITES.values() for case in cases}

assert len(ALL) == sum(map(len, SUITES.values())), "two system tests have one name"
