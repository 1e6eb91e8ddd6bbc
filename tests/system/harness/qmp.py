"""The other way to the machine under test: QEMU's monitor protocol, QMP, for pictures of its screen and keys pressed.

SPDX-License-Identifier: MIT
"""

import json
import socket
import time
from collections.abc import Callable
from pathlib import Path

KEY_HOLD_MS = 20


class Qmp:
    """A connection to QEMU, which was started with options() of the same path."""

    def __init__(self, path: Path) -> None:
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(30)
        self.socket.connect(str(path))
        self.stream = self.socket.makefile("rw")
        self.stream.readline()  # the greeting
        self.execute("qmp_capabilities")

    @staticmethod
    def options(path: Path) -> list[str]:
        return ["-qmp", f"unix:{path},server=on,wait=off"]

    def execute(self, command: str, **arguments: object) -> object:
        self.stream.write(json.dumps({"execute": command, "arguments": arguments}) + "\n")
        self.stream.flush()
        while True:
            answer = json.loads(self.stream.readline())
            if "error" in answer:
                raise RuntimeError(f"{command}: {answer['error']['desc']}")
            if "return" in answer:  # and not an event
                return answer["return"]

    def close(self) -> None:
        self.stream.close()
        self.socket.close()


def press(qmp: Qmp, keys: tuple[str, ...], hold_ms: int = KEY_HOLD_MS, echo: Callable[[], object] | None = None) -> None:
    """Press keys one after the other, by QEMU's names; "shift-h": both at once.

    After each, echo waits until it shows: a keyboard has room for few, and QEMU drops what a slow machine leaves there.
    """
    for key in keys:
        together = [{"type": "qcode", "data": name} for name in key.split("-")]
        qmp.execute("send-key", **{"keys": together, "hold-time": hold_ms})
        time.sleep((KEY_HOLD_MS + hold_ms) / 1000)
        if echo is not None:
            echo()
