"""scripts/test: build Tine, pass its tests, and end with the line "N passed, N failed".

SPDX-License-Identifier: MIT
"""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

from tine import packages
from tine.build import Build

# Meson's words for how a test ended.
PASSED = {"OK", "EXPECTEDFAIL"}
NOT_RUN = {"SKIP"}


def count_results(log: Path) -> tuple[int, int]:
    """Tests passed and failed, by Meson's log: a JSON object for each test, a line each."""
    if not log.exists():
        return 0, 0
    results = Counter(json.loads(line)["result"] for line in log.read_text().splitlines())
    passed = sum(results[result] for result in PASSED)
    skipped = sum(results[result] for result in NOT_RUN)
    return passed, results.total() - passed - skipped


def main() -> int:
    packages.ensure(packages.TEST)
    build = Build()
    build.configure()
    log = build.folder / "meson-logs/testlog.json"
    log.unlink(missing_ok=True)
    command = ["meson", "test", "-C", str(build.folder), "--print-errorlogs", *sys.argv[1:]]
    status = subprocess.run(command).returncode
    if "--list" in sys.argv:
        return status
    passed, failed = count_results(log)
    print(f"{passed} passed, {failed} failed")
    return 1 if status != 0 or failed > 0 or passed == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
