"""scripts/bench: build Tine for speed and count the instructions that its operations take.

SPDX-License-Identifier: MIT
"""

import argparse
import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tine import packages
from tine.bench_report import BASELINE, LIMITS, as_data, growth, plain, result_rows, write_document
from tine.benchmarks import OPERATIONS, Operation, Result, measure
from tine.build import CROSS_FILE, ROOT, Build, run
from tine.throughput import LOCKINGS, Throughput, measure_throughput, throughput_data, throughput_rows


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench", description="Count the instructions that Tine's operations take.")
    parser.add_argument("operations", metavar="OPERATION", nargs="*",
                        help="measure these only; --list names them all")
    parser.add_argument("--list", action="store_true", help="list the operations and end")
    parser.add_argument("--throughput", action="store_true",
                        help="measure as well what 1, 2 and 4 CPUs get done in a second of real time")
    parser.add_argument("--json", metavar="FILE", type=Path, help="write the figures there too")
    parser.add_argument("--document", action="store_true",
                        help="write the figures, with throughput, into docs/performance.md")
    parser.add_argument("--check", action="store_true",
                        help="end with status 1 if a figure has grown by more than 3 %% over the recorded one, or over its limit")
    parser.add_argument("--record", action="store_true", help="record these figures in tests/bench/baseline.json")
    parser.add_argument("--build-dir", metavar="DIR", type=Path, default=ROOT / "build/bench",
                        help="where the release build is made (default build/bench)")
    options = parser.parse_args()
    unknown = set(options.operations) - {operation.name for operation in OPERATIONS}
    if unknown:
        parser.error(f"no such operation: {', '.join(sorted(unknown))}; --list names them all")
    if options.document and options.operations:
        parser.error("--document needs the figures of all operations")
    return options


def measure_all(operations: list[Operation], kernels: dict[str, Path], archive: Path) -> dict[str, Result]:
    """Counts do not depend on what else this machine does, so every processor of it may help."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        results = pool.map(lambda operation: measure(operation, kernels[operation.kernel], archive), operations)
        return dict(zip((operation.name for operation in operations), results))


def make(build: Build, files: list[Path]) -> None:
    if not (build.folder / "build.ninja").exists():
        run(["meson", "setup", "--buildtype=release", "--cross-file", str(CROSS_FILE), str(build.folder), str(ROOT)])
    build.make(*files)


def write_data(path: Path, results: dict[str, Result], throughput: Throughput | None) -> None:
    data = {"instructions": as_data(results)} | ({"in a second": throughput_data(throughput)} if throughput else {})
    path.write_text(json.dumps(data, indent="\t") + "\n")


def record(results: dict[str, Result]) -> None:
    """Operations that were not measured keep what they have."""
    before = json.loads(BASELINE.read_text()) if BASELINE.exists() else {}
    known = {operation.name for operation in OPERATIONS} - set(LIMITS)
    data = {name: figures for name, figures in (before | as_data(results)).items() if name in known}
    BASELINE.write_text(json.dumps(data, indent="\t") + "\n")


def main() -> int:
    options = parse_arguments()
    if options.list:
        print("\n".join(f"{operation.name:20} {operation.title}" for operation in OPERATIONS))
        return 0

    packages.ensure(packages.BUILD)
    build = Build(options.build_dir.resolve())
    with_throughput = options.throughput or options.document
    wanted = [operation for operation in OPERATIONS if operation.name in (options.operations or [operation.name])]
    kinds = {operation.kernel for operation in wanted} | set(LOCKINGS if with_throughput else ())
    kernels = {kind: build.folder / f"src/kernel/tine-{kind}.elf" for kind in sorted(kinds)}
    archive = build.folder / "tests/bench/bench.tar"
    make(build, [archive, *kernels.values()])

    results = measure_all(wanted, kernels, archive)
    print(plain(result_rows(results)))
    throughput = measure_throughput(kernels, archive) if with_throughput else None
    if throughput:
        print(plain(throughput_rows(throughput)))

    if options.json:
        write_data(options.json, results, throughput)
    if options.document:
        write_document(result_rows(results), throughput_rows(throughput))
    if options.record:
        record(results)
    if options.check:
        grown = growth(results, json.loads(BASELINE.read_text()))
        print("\n".join(grown) or "no figure has grown")
        return 1 if grown else 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
