"""scripts/debug: boot Tine under gdb, with the kernel's symbols and the commands of scripts/gdb/tine.py.

SPDX-License-Identifier: MIT
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tine import options as boot_options
from tine import packages
from tine.build import ROOT, Build
from tine.machine import has_display

GDB_COMMANDS = ROOT / "scripts/gdb/tine.py"


def gdb_command(build: Build, target: str, arguments: list[str]) -> list[str]:
    return ["gdb", "-q",
            "-iex", "set pagination off",
            "-iex", "set confirm off",
            "-ex", "set architecture i386",
            "-ex", f"python PROGRAMS = '{build.folder}/src/user'",
            "-x", str(GDB_COMMANDS),
            "-ex", f"target remote {target}",
            *arguments, str(build.kernel)]


def console_arguments(console: Path) -> list[str]:
    """gdb has the terminal; so the console is a window, or else its output goes to a file."""
    if has_display():
        return ["-serial", "none", "-monitor", "none"]
    print(f"tine: no display: the console's output goes to {console}", file=sys.stderr)
    return ["-display", "none", "-serial", f"file:{console}", "-monitor", "none"]


def wait_for(path: Path, qemu: subprocess.Popen) -> None:
    while not path.exists() and qemu.poll() is None:
        time.sleep(0.05)
    if qemu.poll() is not None:
        sys.exit("tine: QEMU ended")


def main() -> int:
    own = sys.argv[1:]
    gdb_arguments = []
    if "--" in own:
        own, gdb_arguments = own[:own.index("--")], own[own.index("--") + 1:]
    parser = boot_options.parser(
        "debug", "Boot Tine under gdb. gdb's own arguments may follow after --. In gdb: `envs` and `cpus` list "
        "environments and CPUs, `program NAME` adds a program's symbols.")
    parser.add_argument("--attach", metavar="TARGET", nargs="?", const="localhost:1234",
                        help="instead of booting, connect to a QEMU that was started with --qemu '-s -S'")
    options = parser.parse_args(own)
    boot_options.check(options)

    build = Build(options.build_dir.resolve()) if options.build_dir else Build()
    if not options.build_dir:
        packages.ensure(packages.DEBUG | packages.FIRMWARE[options.firmware])
        build.make(*boot_options.wanted_files(build, options))
    if options.attach:
        command = gdb_command(build, options.attach, gdb_arguments)
        os.execvp(command[0], command)

    with tempfile.TemporaryDirectory(prefix="tine-debug-") as folder:
        socket = Path(folder) / "gdb"
        command = boot_options.machine(options).command(
            boot_options.image(build, options, Path(folder)),
            console_arguments(build.folder / "console.txt"), Path(folder) / "qemu.log")
        command += ["-S", "-gdb", f"unix:{socket},server=on,wait=off"]
        # Ctrl-C is gdb's: QEMU, in a group of its own, does not see it, and we let it pass.
        signal.signal(signal.SIGINT, lambda number, frame: None)
        qemu = subprocess.Popen(command, stdin=subprocess.DEVNULL, process_group=0)
        try:
            wait_for(socket, qemu)
            return subprocess.run(gdb_command(build, str(socket), gdb_arguments)).returncode
        finally:
            qemu.terminate()
            qemu.wait()


if __name__ == "__main__":
    sys.exit(main())
