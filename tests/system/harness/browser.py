"""The page of web/ in a headless Chromium, which is told what to do through two pipes, in its DevTools protocol.

SPDX-License-Identifier: MIT
"""

import json
import os
import re
import selectors
import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from harness.channel import end
from tine.build import Build
from tine.machine import POWERED_OFF, TIMED_OUT
from tine.web import make_site, server

# The protocol comes in on descriptor 3 and goes out on 4; only bash can put any descriptor there.
START = 'exec chromium "$@" 3<&{commands} 4>&{answers}'
OPTIONS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
           "--window-size=1400,900", "--remote-debugging-pipe")
PAUSE_S = 0.1
SHOWN_AT_THE_END = r"^Powered off.*\nK> poweroff$"
ENTER = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13, "text": "\r"}


@dataclass(frozen=True)
class Browser:
    """A machine of one CPU without an APIC, by the npm package v86."""


class DevTools:
    """A Chromium, and messages to and from it: JSON, with a zero byte behind each."""

    def __init__(self, folder: Path) -> None:
        theirs, ours = os.pipe()
        answers, their_answers = os.pipe()
        script = START.format(commands=theirs, answers=their_answers)
        with (folder / "chromium.txt").open("wb") as log:
            self.process = subprocess.Popen(
                ["bash", "-c", script, "chromium", *OPTIONS, f"--user-data-dir={folder / 'profile'}", "about:blank"],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, pass_fds=(theirs, their_answers))
        os.close(theirs)
        os.close(their_answers)
        self.commands, self.answers = ours, answers
        self.selector = selectors.DefaultSelector()
        self.selector.register(answers, selectors.EVENT_READ)
        self.received = b""
        self.last = 0

    def message(self, timeout_s: float) -> dict:
        while b"\0" not in self.received:
            more = os.read(self.answers, 1 << 20) if self.selector.select(timeout_s) else b""
            if not more:
                raise TimeoutError("Chromium does not answer")
            self.received += more
        text, self.received = self.received.split(b"\0", 1)
        return json.loads(text)

    def execute(self, method: str, session: str | None = None, **parameters: object) -> dict:
        self.last += 1
        command = {"id": self.last, "method": method, "params": parameters}
        if session is not None:
            command["sessionId"] = session
        os.write(self.commands, json.dumps(command).encode() + b"\0")
        while True:
            answer = self.message(timeout_s=60)
            if answer.get("id") == self.last:
                return answer["result"]

    def close(self) -> None:
        self.selector.close()
        os.close(self.commands)
        os.close(self.answers)


class Page:
    """A channel: the page's terminal. What is typed goes through the browser's own keyboard events."""

    def __init__(self, build: Build, folder: Path) -> None:
        self.http = server(make_site(build), 0)
        threading.Thread(target=self.http.serve_forever, daemon=True).start()
        self.tools = DevTools(folder)
        target = self.tools.execute("Target.createTarget", url=f"http://localhost:{self.http.server_port}/")
        attached = self.tools.execute("Target.attachToTarget", targetId=target["targetId"], flatten=True)
        self.session = attached["sessionId"]
        self.length = 0
        self.off = False

    def command(self, method: str, **parameters: object) -> dict:
        return self.tools.execute(method, self.session, **parameters)

    def value(self, expression: str) -> str:
        """An expression's value in the page; "" until there is one."""
        return self.command("Runtime.evaluate", expression=expression)["result"].get("value") or ""

    def read(self, timeout_s: float) -> str:
        deadline = time.monotonic() + timeout_s
        while time.monotonic() < deadline:
            self.off = self.value("document.body.dataset.state") == "off"
            text = self.value(f"window.tine?.transcript.slice({self.length})")
            self.length += len(text)
            if text or self.off:
                return text
            time.sleep(PAUSE_S)
        return ""

    def type(self, text: str) -> None:
        for character in text:
            key = ENTER if character == "\n" else {"key": character, "text": character}
            self.command("Input.dispatchKeyEvent", type="keyDown", **key)
            self.command("Input.dispatchKeyEvent", type="keyUp", key=key["key"])

    def shown(self) -> str:
        """What can be read in the terminal and above it."""
        text = self.value("document.querySelector('.window').innerText").replace("\xa0", " ")
        return "\n".join(line.rstrip() for line in text.split("\n")).strip()

    def comes_to_show(self, pattern: str, timeout_s: float) -> bool:
        """The terminal is painted after the serial port has had the same bytes."""
        deadline = time.monotonic() + timeout_s
        while not re.search(pattern, self.shown(), re.DOTALL):
            if time.monotonic() > deadline:
                return False
            time.sleep(PAUSE_S)
        return True

    def kill(self) -> None:
        self.tools.process.kill()

    def close(self, timeout_s: float) -> int:
        as_wanted = self.off and self.comes_to_show(SHOWN_AT_THE_END, timeout_s)
        self.tools.process.terminate()
        end(self.tools.process, 10)
        self.tools.close()
        self.http.shutdown()
        self.http.server_close()
        return POWERED_OFF if as_wanted else TIMED_OUT
