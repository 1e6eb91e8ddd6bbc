"""scripts/run: build Tine and boot it.

SPDX-License-Identifier: MIT
"""

import sys
import tempfile
from pathlib import Path

from tine import options as boot_options
from tine import packages, process
from tine.build import Build
from tine.machine import console_arguments, has_display


def main() -> int:
    parser = boot_options.parser("run", "Set up what is missing, build Tine, and boot it in QEMU.")
    parser.add_argument("--headless", action="store_true",
                        help="no window: the console is standard input and output")
    parser.add_argument("--timeout", metavar="SECONDS", type=float, help="end it after so long, with status 124")
    options = parser.parse_args()
    boot_options.check(options)

    build = Build(options.build_dir.resolve()) if options.build_dir else Build()
    if not options.build_dir:
        packages.ensure(packages.BUILD | packages.FIRMWARE[options.firmware])
        build.make(*boot_options.wanted_files(build, options))

    headless = options.headless or not has_display()
    if not options.headless and headless:
        print("tine: no display to open a window on: as with --headless", file=sys.stderr)
    if sys.stdin.isatty():
        print("tine: Ctrl-A X ends QEMU", file=sys.stderr)
    with tempfile.TemporaryDirectory(prefix="tine-run-") as folder:
        log = Path(folder) / "qemu.log"
        command = boot_options.machine(options).command(
            boot_options.image(build, options, Path(folder)), console_arguments(headless), log)
        return process.run(command, log, options.timeout)


if __name__ == "__main__":
    sys.exit(main())
