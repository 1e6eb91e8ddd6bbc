"""The build directory: where things are in it, and bringing it up to date.

Progress goes to standard error, so that standard output is the console's.

SPDX-License-Identifier: MIT
"""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
CROSS_FILE = ROOT / "cross/i686-linux-gnu.ini"


@dataclass(frozen=True)
class Build:
    """A build directory; by default the one the scripts set up themselves."""

    folder: Path = ROOT / "build"

    @property
    def kernel(self) -> Path:
        return self.folder / "src/kernel/tine.elf"

    @property
    def stripped_kernel(self) -> Path:
        return self.folder / "iso/tine-stripped.elf"

    @property
    def archive(self) -> Path:
        return self.folder / "src/user/programs.tar"

    @property
    def iso(self) -> Path:
        return self.folder / "iso/tine.iso"

    def program(self, name: str) -> Path:
        """A program of src/user with its debugging information."""
        return self.folder / f"src/user/{name}.elf"

    @property
    def library(self) -> Path:
        return self.folder / "src/user/libtine.a"

    @property
    def compiler_settings(self) -> Path:
        return self.folder / "src/user/cc.json"

    def configure(self) -> None:
        """Set the directory up if it is not; a directory that somebody set up otherwise is left so."""
        if not (self.folder / "build.ninja").exists():
            run(["meson", "setup", "--cross-file", str(CROSS_FILE), str(self.folder), str(ROOT)])

    def make(self, *files: Path) -> None:
        """Bring these files up to date."""
        self.configure()
        targets = [str(file.relative_to(self.folder)) for file in files]
        run(["ninja", "-C", str(self.folder), *targets])


def run(command: list[str]) -> None:
    """Run a step of the build; a step that fails has said why, and ends the program."""
    if subprocess.run(command, stdout=sys.stderr).returncode != 0:
        sys.exit(f"tine: {command[0]} failed")
