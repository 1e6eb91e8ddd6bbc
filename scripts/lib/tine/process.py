"""Run QEMU in the foreground, and say by an exit status how it ended.

SPDX-License-Identifier: MIT
"""

import signal
import subprocess
import sys
from pathlib import Path

from tine.machine import TIMED_OUT, meaning


def end_on_signal(number: int, frame: object) -> None:
    sys.exit(128 + number)


def run(command: list[str], log: Path, timeout_s: float | None) -> int:
    """QEMU's exit status; TIMED_OUT if it had to be ended. Never leaves it running behind."""
    signal.signal(signal.SIGTERM, end_on_signal)
    qemu = subprocess.Popen(command)
    try:
        status = qemu.wait(timeout_s)
    except subprocess.TimeoutExpired:
        print(f"tine: ended after {timeout_s:g} seconds", file=sys.stderr)
        return TIMED_OUT
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    finally:
        # SIGTERM lets QEMU put the terminal back as it was.
        qemu.terminate()
        try:
            qemu.wait(10)
        except subprocess.TimeoutExpired:
            qemu.kill()
            qemu.wait()
    return meaning(status, log)
