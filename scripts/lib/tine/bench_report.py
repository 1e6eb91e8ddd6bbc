"""The figures of scripts/bench as tables and as data, and their comparison with the recorded ones.

SPDX-License-Identifier: MIT
"""

import sys
from dataclasses import asdict

from tine.benchmarks import OPERATIONS, PEERS, Result
from tine.build import ROOT

BASELINE = ROOT / "tests/bench/baseline.json"
TOLERANCE = 0.03
LIMITS = {operation.name: operation.limit for operation in OPERATIONS if operation.limit is not None}
DOCUMENT = ROOT / "docs/performance.md"
BEGIN = "<!-- figures: scripts/bench --document writes from here -->\n"
END = "<!-- to here -->\n"

Rows = list[list[str]]  # a table's cells, its head first


def number(value: int | None) -> str:
    return "" if value is None else f"{value:,}"


def result_rows(results: dict[str, Result]) -> Rows:
    found = [["operation", "repetitions", "minimum", "median", "mean", *PEERS]]
    for operation in OPERATIONS:
        if operation.name in results:
            result = results[operation.name]
            found.append([operation.title, *map(number, asdict(result).values()), *map(number, operation.peers)])
    return found


def plain(rows: Rows) -> str:
    """For a terminal: columns of equal width, the first to the left."""
    widths = [max(map(len, column)) for column in zip(*rows)]
    lines = [[row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:]))] for row in rows]
    return "\n".join("  ".join(line).rstrip() for line in lines) + "\n"


def markdown(rows: Rows) -> str:
    rule = ["---", *["---:"] * (len(rows[0]) - 1)]
    return "".join("| " + " | ".join(row) + " |\n" for row in [rows[0], rule, *rows[1:]])


def write_document(*tables: Rows) -> None:
    """Put the tables in the place of those that the document has."""
    before, begin, rest = DOCUMENT.read_text().partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        sys.exit(f"tine: {DOCUMENT} has lost the lines between which its figures stand")
    DOCUMENT.write_text(before + begin + "\n" + "\n".join(map(markdown, tables)) + "\n" + end + after)


def as_data(results: dict[str, Result]) -> dict[str, dict[str, int]]:
    return {name: asdict(result) for name, result in results.items()}


def growth(results: dict[str, Result], baseline: dict[str, dict[str, int]],
           limits: dict[str, int] = LIMITS) -> list[str]:
    """What has grown over its limit, or else over what was recorded, a line each. A figure with neither counts."""
    found = []
    for name, result in results.items():
        if name in limits:
            if result.minimum >= limits[name]:
                found.append(f"{name}: minimum {result.minimum:,}, to stay below {limits[name]:,}")
            continue
        for kind in ("minimum", "median"):
            now, before = getattr(result, kind), baseline.get(name, {}).get(kind, 0)
            if now > before * (1 + TOLERANCE):
                found.append(f"{name}: {kind} {now:,}, recorded {before:,}")
    return found
