"""Put a case's machine together, run it, and tell what is wrong.

SPDX-License-Identifier: MIT
"""

import re
import shlex
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from harness.case import Case, CommandCase
from harness.console import converse
from harness.judge import faults
from tine.build import ROOT
from tine.image import DirectImage, make_iso
from tine.machine import meaning

# More complaints than these say nothing new.
COMPLAINTS_SHOWN = 6
CONSOLE = ["-display", "none", "-serial", "stdio", "-monitor", "none"]


@dataclass(frozen=True)
class Images:
    """What the build made for the tests."""

    build: Path
    kernels: dict[str, Path]  # by kind of locking
    archive: Path  # the programs of src/user and those of tests/system/programs


@dataclass(frozen=True)
class Outcome:
    command: list[str]
    text: str
    faults: list[str]


def run_case(case: Case, images: Images, folder: Path) -> Outcome:
    kernel = images.kernels[case.locking]
    image: DirectImage | Path
    if case.machine.media == "direct":
        image = DirectImage(kernel, images.archive, case.kernel_words)
    else:
        image = make_iso(kernel, images.archive, case.kernel_words, folder)
    log = folder / "qemu.log"
    command = case.machine.command(image, CONSOLE, log)
    text, status, missed = converse(command, case)
    wanted_status = None if case.until is not None else case.status
    found = missed + faults(text, meaning(status, log), case.expected, case.forbidden, wanted_status)
    return Outcome(command, text, found)


def run_command_case(case: CommandCase, images: Images, folder: Path) -> Outcome:
    def filled(arguments: tuple[str, ...]) -> list[str]:
        return [argument.format(build=images.build, folder=folder, root=ROOT) for argument in arguments]

    for preparation in case.prepare:
        subprocess.run(filled(preparation), check=True, stdout=sys.stderr)
    command = filled(case.command)
    try:
        result = subprocess.run(command, input=case.typed, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                text=True, errors="replace", timeout=case.timeout_s, cwd=folder)
    except subprocess.TimeoutExpired as expired:
        return Outcome(command, (expired.stdout or b"").decode(errors="replace"), ["it hangs"])
    text = result.stdout.replace("\r", "")
    return Outcome(command, text, faults(text, result.returncode, case.expect, case.forbid, case.status))


def passes(case: Case | CommandCase, images: Images) -> bool:
    """Run a case and print what a person needs to understand its failure."""
    with tempfile.TemporaryDirectory(prefix="tine-test-") as folder:
        run = run_case if isinstance(case, Case) else run_command_case
        outcome = run(case, images, Path(folder))
    if case.fails is not None:
        passed = any(re.search(case.fails, fault) for fault in outcome.faults)
        complaints = [] if passed else [f"this was to fail for a reason like: {case.fails}", *outcome.faults]
    else:
        complaints = outcome.faults
    for complaint in complaints[:COMPLAINTS_SHOWN]:
        print("WRONG:", complaint)
    if len(complaints) > COMPLAINTS_SHOWN:
        print(f"WRONG: and {len(complaints) - COMPLAINTS_SHOWN} things more")
    print("COMMAND:", shlex.join(outcome.command))
    print(outcome.text)
    return not complaints
