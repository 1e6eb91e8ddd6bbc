"""A machine without a serial port: what it prints is read from its screen, and text is typed at its keyboard.

SPDX-License-Identifier: MIT
"""

import subprocess
import time
from pathlib import Path

from harness.channel import end
from harness.qmp import Qmp, press
from harness.screen import Screen, Unreadable

PAUSE_S = 0.1
ECHO_S = 2  # not every key shows
KEY_NAMES = {"\n": "ret", " ": "spc", "-": "minus"}
# QEMU 7.2 hangs if it is asked for a picture while it ends: so it ends when it is told to.
STAYS = ["-no-shutdown"]


class AtScreen:
    """A channel whose output is every new state of the screen, whole."""

    def __init__(self, command: list[str], folder: Path) -> None:
        self.folder = folder
        self.process = subprocess.Popen(command + STAYS + Qmp.options(folder / "qmp"), stdin=subprocess.DEVNULL)
        self.shown = ""

    def qmp(self) -> Qmp | None:
        """None when the machine has ended."""
        while self.process.poll() is None:
            try:
                return Qmp(self.folder / "qmp")
            except (OSError, ValueError):
                time.sleep(PAUSE_S)  # it is not listening yet, or no more
        return None

    def look(self) -> str | None:
        """What the screen says; None when the machine has ended."""
        qmp = self.qmp()
        if qmp is None:
            return None
        picture = self.folder / "screen.ppm"
        try:
            if qmp.execute("query-status")["status"] == "shutdown":
                qmp.execute("quit")
                return None
            qmp.execute("screendump", filename=str(picture))
            return "\n".join(Screen(picture).plain()).rstrip() + "\n"
        except Unreadable:
            return self.shown  # the firmware's own, or one half painted
        except (OSError, ValueError):
            return None
        finally:
            qmp.close()

    def read(self, timeout_s: float) -> str:
        deadline = time.monotonic() + timeout_s
        while time.monotonic() < deadline:
            text = self.look()
            if text is None:
                return ""
            if text != self.shown:
                self.shown = text
                return text
            time.sleep(PAUSE_S)
        return ""

    def type(self, text: str) -> None:
        for character in text:
            before = self.look()
            qmp = self.qmp()
            if qmp is None:
                return
            press(qmp, (KEY_NAMES.get(character, character),))
            qmp.close()  # there can be one connection only
            deadline = time.monotonic() + ECHO_S
            while self.look() == before and time.monotonic() < deadline:
                time.sleep(PAUSE_S)

    def kill(self) -> None:
        self.process.kill()

    def close(self, timeout_s: float) -> int:
        return end(self.process, timeout_s)
