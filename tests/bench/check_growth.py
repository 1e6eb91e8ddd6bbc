#!/usr/bin/env python3
"""Figures that have grown are told from those that have not.

SPDX-License-Identifier: MIT
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts/lib"))

from tine.bench_report import as_data, growth
from tine.benchmarks import Result

RECORDED = as_data({"operation": Result(1000, 100, 200, 300)})

# What was measured, and the figures that have grown.
CASES = (
    (Result(1000, 100, 200, 300), ()),
    (Result(1000, 103, 206, 300), ()),
    (Result(1000, 90, 150, 900), ()),  # the mean has timer interrupts in it
    (Result(1000, 104, 200, 300), ("minimum",)),
    (Result(1000, 100, 207, 300), ("median",)),
    (Result(1000, 110, 220, 330), ("minimum", "median")),
)


def main() -> int:
    found = []
    for result, grown in CASES:
        lines = growth({"operation": result}, RECORDED)
        wanted = [f"operation: {kind} " for kind in grown]
        if len(lines) != len(wanted) or not all(map(str.startswith, lines, wanted)):
            found.append(f"{result}: {lines}")
    for minimum, too_much in ((999, False), (1000, True)):
        if bool(growth({"limited": Result(1, minimum, minimum, minimum)}, {}, {"limited": 1000})) != too_much:
            found.append(f"{minimum} with a limit of 1000")
    if not growth({"never recorded": Result(1, 1, 1, 1)}, RECORDED):
        found.append("an operation that was never recorded passed")
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
