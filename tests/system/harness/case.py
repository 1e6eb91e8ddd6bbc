"""What a system test consists of. The tables of them are in cases/.

SPDX-License-Identifier: MIT
"""

from dataclasses import dataclass

from harness.bochs import Bochs
from harness.browser import Browser
from harness.loader import Loader
from tine.machine import POWERED_OFF, Machine

# Regular expressions; a line, or lines that appear in this order. ^ and $ are the ends of a line.
Expected = str | tuple[str, ...]

# Signs of trouble in whatever is run.
ALWAYS_FORBIDDEN = ("kernel panic", "user panic", "pages not returned", "lock order", "assertion .* failed")

DIRECT = Machine(media="direct")


@dataclass(frozen=True)
class Step:
    """At the console: wait until a pattern has been printed, then type on the serial line, plug devices, press keys."""

    wait: str
    send: str = ""
    keys: tuple[str, ...] = ()  # of the keyboard added last, by QEMU's names; "shift-h": both at once
    hold_ms: int = 20  # how long each key is held
    plug: dict[str, str] | None = None  # a device, as QEMU's device_add describes it; only an id: pull it out

    @property
    def acts(self) -> bool:
        """Is there anything to do but type on the serial line?"""
        return bool(self.keys) or self.plug is not None


@dataclass(frozen=True)
class Case:
    name: str  # a sentence, or a title as good as one
    init: tuple[str, ...] = ()  # command lines of the first environments; none: the shell
    machine: Machine | Bochs | Browser = DIRECT
    locking: str = "fine"
    fpu: str = "eager"
    words: tuple[str, ...] = ()  # further words of the kernel's command line
    exits: bool = True  # Tine powers off when no environment is left, instead of entering the monitor
    steps: tuple[Step, ...] = ()
    expect: tuple[Expected, ...] = ()
    forbid: tuple[str, ...] = ()
    allow: tuple[str, ...] = ()  # of ALWAYS_FORBIDDEN, what belongs to this test
    until: str | None = None  # end the machine when this has been printed; its status is not judged
    status: int = POWERED_OFF
    timeout_s: float = 90  # catches a hang; measures nothing
    gfxpayload: str | None = None  # the video mode that GRUB is asked for, in place of the image's own
    loader: Loader | None = None  # in the place of QEMU's own
    broken: str = ""  # a function of the kernel that returns 0 at once
    grub: str = ""  # commands, a line each, that GRUB is given before it loads the kernel, with the modules of the same names
    files: tuple[tuple[str, bytes], ...] = ()  # names and contents of further files on the image, in /boot
    # What a picture of the screen, read back, shows when until has been printed, with colours; see harness/screen.py.
    screen: tuple[Expected, ...] = ()
    at_screen: bool = False  # there is no serial port: what is printed is read from the screen, and typed at the keyboard
    screen_size: tuple[int, int] | None = None  # columns and lines of the screen, which then shows what was printed
    fails: str | None = None  # this test of the harness passes if the case fails for a reason like this

    @property
    def kernel(self) -> str:
        return self.locking if self.fpu == "eager" else f"{self.locking}-{self.fpu}"

    @property
    def kernel_words(self) -> tuple[str, ...]:
        return tuple(f"init={program}" for program in self.init) + ("exit",) * self.exits + self.words

    @property
    def expected(self) -> tuple[Expected, ...]:
        """With the leak check that every machine which powers off by itself has to pass."""
        leak_check = self.exits and self.until is None and self.status == POWERED_OFF
        return self.expect + ("^memory: all pages returned$",) * leak_check

    @property
    def forbidden(self) -> tuple[str, ...]:
        return self.forbid + tuple(sign for sign in ALWAYS_FORBIDDEN if sign not in self.allow)


@dataclass(frozen=True)
class CommandCase:
    """A test of a command in scripts/: its arguments, its exit status and what it prints."""

    name: str
    command: tuple[str, ...]  # {build}, {folder} (a scratch one) and {root} are filled in
    prepare: tuple[tuple[str, ...], ...] = ()  # commands before it, which have to succeed
    typed: str = ""
    expect: tuple[Expected, ...] = ()
    forbid: tuple[str, ...] = ALWAYS_FORBIDDEN
    status: int = 0
    timeout_s: float = 180  # as a case's
    fails: str | None = None  # as a case's
