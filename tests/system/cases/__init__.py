"""The system tests. Each module is a table of one subject; ALL has them all, by name.

SPDX-License-Identifier: MIT
"""

from cases import commands, devices, lab, machines, monitor, planted, safety, scheduling, screens, shell
from harness.case import Case, CommandCase

TABLES = (lab, safety, machines, screens, shell, scheduling, monitor, devices, commands, planted)
ALL: dict[str, Case | CommandCase] = {case.name: case for table in TABLES for case in table.CASES}

assert len(ALL) == sum(len(table.CASES) for table in TABLES), "two system tests have one name"
