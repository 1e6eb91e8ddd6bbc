"""Tests of programs that use the FPU, once more with a kernel that loads its registers lazily.

SPDX-License-Identifier: MIT
"""

from dataclasses import replace

from cases import exceptions, safety

PROGRAMS = ("registers_private", "checkpoint_states", "mandel 3 64 24", "signals")
# One that has xsaveopt, which is each machine's own, and one that has fxsave only.
PROCESSORS = ((), ("-cpu", "pentium3"))

CASES = [
    replace(case, name=f"{case.name}, lazily loaded FPU", fpu="lazy")
    for case in safety.CASES + exceptions.CASES
    if case.init and case.init[0] in PROGRAMS and case.machine.extra in PROCESSORS and case.locking == "fine"
]
