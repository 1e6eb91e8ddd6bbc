"""Put a case's machine together, run it, and tell what is wrong.

SPDX-License-Identifier: MIT
"""

import contextlib
import os
import re
import shlex
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from harness.at_screen import AtScreen
from harness.bochs import Bochs, ended
from harness.broken_kernel import with_broken
from harness.browser import Browser, Page
from harness.case import Case, CommandCase, Step
from harness.channel import Channel, Pipes
from harness.console import converse
from harness.judge import faults
from harness.qmp import Qmp, press
from harness.screen import Screen, Unreadable
from harness.state import processors
from tine.build import ROOT, Build
from tine.image import GRUB_CFG, DirectImage, make_efi, make_iso
from tine.machine import Machine, meaning
from tine.process import end_on_signal

# More complaints than these say nothing new.
COMPLAINTS_SHOWN = 6
# What the kernel prints first; firmware and GRUB print before it.
FIRST_LINE = "Tine\n"
# The screen is painted after the serial port has had the same bytes.
SCREEN_TRIES, SCREEN_PAUSE_S = 20, 0.25
# For each command that prepares a command's test; with the test's own time less than Meson's.
PREPARATION_S = 300
CONSOLE = ["-display", "none", "-serial", "stdio", "-monitor", "none"]
SCREEN_ONLY = ["-display", "none", "-serial", "none", "-monitor", "none", "-vga", "std"]


@dataclass(frozen=True)
class Images:
    """What the build made for the tests."""

    build: Path
    kernels: dict[str, Path]  # by kind: src/kernel/meson.build:kernel_kinds
    archive: Path  # the programs of src/user and those of tests/system/programs
    iso: Path  # with the former only


@dataclass(frozen=True)
class Outcome:
    command: list[str]
    text: str
    faults: list[str]


def grub_cfg(case: Case, folder: Path) -> Path:
    config = GRUB_CFG.read_text()
    if case.gfxpayload is not None:
        config, replaced = re.subn(r"if .*gfxpayload.*", f"set gfxpayload={case.gfxpayload}", config)
        assert replaced == 1, "grub.cfg.in sets gfxpayload"
    config = config.replace("\tmultiboot2 ", f"\t{case.grub}\n\tmultiboot2 ")
    path = folder / "grub.cfg.in"
    path.write_text(config)
    return path


def screen_faults(case: Case, folder: Path, printed: str) -> list[str]:
    """What is wrong with the picture on the screen; it has a moment to become right."""
    qmp = Qmp(folder / "qmp")
    found: list[str] = []
    for _ in range(SCREEN_TRIES):
        qmp.execute("screendump", filename=str(folder / "screen.ppm"))
        try:
            found = picture_faults(case, Screen(folder / "screen.ppm"), printed)
        except Unreadable as wrong:
            found = [f"on the screen: {wrong}"]
        if not found:
            break
        time.sleep(SCREEN_PAUSE_S)
    qmp.close()
    return found


def act(folder: Path, step: Step, echo: Callable[[], object]) -> None:
    qmp = Qmp(folder / "qmp")
    if step.plug is not None:
        qmp.execute("device_del" if set(step.plug) == {"id"} else "device_add", **step.plug)
    press(qmp, step.keys, step.hold_ms, echo)
    qmp.close()


def picture_faults(case: Case, screen: Screen, printed: str) -> list[str]:
    found = [f"on the screen: {fault}" for fault in faults(screen.coloured(), 0, case.screen, (), None)]
    if found:
        found.append(f"the screen says:\n{screen.coloured().rstrip()}")
    if case.screen_size is None:
        return found
    if (screen.columns, screen.lines) != case.screen_size:
        found.append(f"the screen has {screen.columns} columns and {screen.lines} lines")
    wanted = screen.printed(printed[printed.index(FIRST_LINE):])
    for number, (line, right) in enumerate(zip(screen.plain(), wanted)):
        if line != right:
            found.append(f"line {number + 1} of the screen says {line!r}, but printed was {right!r}")
    return found


def image_of(case: Case, images: Images, folder: Path) -> DirectImage | Path:
    """What the case's machine boots; the image that users have if it needs nothing else."""
    kernel = images.kernels[case.kernel]
    if case.broken:
        kernel = with_broken(kernel, case.broken, folder)
    if case.loader is not None:
        return case.loader.image(images.build, kernel, case.kernel_words, folder)
    if isinstance(case.machine, Machine) and case.machine.media == "direct":
        if case.machine.firmware != "bios":
            return make_efi(case.machine.firmware, kernel, images.archive, case.kernel_words, folder)
        return DirectImage(kernel, images.archive, case.kernel_words)
    if not case.kernel_words and case.gfxpayload is None and not case.grub and not case.broken:
        return images.iso
    files = tuple(folder / name for name, _ in case.files)
    for file, (_, contents) in zip(files, case.files):
        file.write_bytes(contents)
    modules = tuple(command.split()[0] for command in case.grub.splitlines())
    return make_iso(kernel, images.archive, case.kernel_words, folder, grub_cfg(case, folder), modules, files)


def run_in_qemu(case: Case, image: DirectImage | Path, folder: Path, kernel: Path) -> Outcome:
    log = folder / "qemu.log"
    command = case.machine.command(image, SCREEN_ONLY if case.at_screen else CONSOLE, log)
    look = acting = None
    if case.screen or case.screen_size:
        look = partial(screen_faults, case, folder)
    if any(step.acts for step in case.steps):
        acting = partial(act, folder)
    channel: Channel
    if case.at_screen:
        channel = AtScreen(command, folder)
    else:
        channel = Pipes(command + Qmp.options(folder / "qmp"))
    text, status, missed = converse(channel, case, look, acting, partial(processors, folder / "qmp", kernel))
    return judged(case, command, text, meaning(status, log), missed)


def run_in_bochs(case: Case, bochs: Bochs, iso: Path, folder: Path) -> Outcome:
    terminal, command = bochs.start(iso, folder)
    text, status, missed = converse(terminal, case)
    return judged(case, command, text, ended(status, folder / "bochs.log"), missed)


def run_in_browser(case: Case, build: Build, folder: Path) -> Outcome:
    page = Page(build, folder)
    text, status, missed = converse(page, case)
    return judged(case, ["scripts/web"], text, status, missed)


def judged(case: Case, command: list[str], text: str, status: int, missed: list[str]) -> Outcome:
    wanted_status = None if case.until is not None else case.status
    found = missed + faults(text, status, case.expected, case.forbidden, wanted_status)
    return Outcome(command, text, found)


def run_case(case: Case, images: Images, folder: Path) -> Outcome:
    image = image_of(case, images, folder)
    if isinstance(case.machine, Bochs):
        return run_in_bochs(case, case.machine, image, folder)
    if isinstance(case.machine, Browser):
        return run_in_browser(case, Build(images.build), folder)
    return run_in_qemu(case, image, folder, images.kernels[case.kernel])


def run_command(command: list[str], folder: Path, typed: str, timeout_s: float) -> tuple[str, int | None]:
    """What it printed and its exit status; None if it took too long. Whatever it started is ended with it."""
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                               text=True, errors="replace", cwd=folder, start_new_session=True)

    def end() -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)

    # Meson, too, ends what takes too long, but a session of its own is out of its reach.
    signal.signal(signal.SIGTERM, end_on_signal)
    status = None
    try:
        text, _ = process.communicate(typed, timeout_s)
        status = process.returncode
    except subprocess.TimeoutExpired:
        end()
        text, _ = process.communicate()
    finally:
        end()
    return text.replace("\r", ""), status


def run_command_case(case: CommandCase, images: Images, folder: Path) -> Outcome:
    def filled(arguments: tuple[str, ...]) -> list[str]:
        return [argument.format(build=images.build, folder=folder, root=ROOT) for argument in arguments]

    for preparation in case.prepare:
        command = filled(preparation)
        text, status = run_command(command, folder, "", PREPARATION_S)
        if status != 0:
            return Outcome(command, text, ["the preparation failed" if status is not None else "the preparation hangs"])
    command = filled(case.command)
    text, status = run_command(command, folder, case.typed, case.timeout_s)
    if status is None:
        return Outcome(command, text, ["it hangs"])
    return Outcome(command, text, faults(text, status, case.expect, case.forbid, case.status))


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
