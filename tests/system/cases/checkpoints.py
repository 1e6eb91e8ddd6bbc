"""Checkpoints, where more than one program or an ordinary machine is needed; the rest is in safety.py.

SPDX-License-Identifier: MIT
"""

from dataclasses import replace

from cases.scheduling import COUNTING
from harness.case import DIRECT, Case

CASES = [
    Case("a checkpoint costs by the pages written since the last, not by those mapped", init=("checkpoint_cost",),
         machine=replace(COUNTING, cpus="1"), words=("quiet",), expect=("^checkpoint_cost: passed$",), timeout_s=180),
    Case("no privilege is written into a child, whatever its flags and selectors", init=("checkpoint_privilege",),
         machine=replace(DIRECT, cpus="2"), words=("quiet",), expect=("^checkpoint_privilege: passed$",), timeout_s=180),
]
