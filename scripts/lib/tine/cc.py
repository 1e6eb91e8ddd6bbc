"""scripts/cc: build a program outside the tree, as those in src/user are built.

SPDX-License-Identifier: MIT
"""

import json
import subprocess
import sys
from pathlib import Path

from tine import packages
from tine.build import Build


def output_of(arguments: list[str]) -> Path:
    for argument, following in zip(arguments, arguments[1:] + [""]):
        if argument.startswith("-o"):
            return Path(argument[2:] or following)
    return Path("a.out")


def main() -> int:
    arguments = sys.argv[1:]
    if arguments[:1] == ["--build-dir"] and len(arguments) > 1:
        build = Build(Path(arguments[1]).resolve())
        arguments = arguments[2:]
    else:
        build = Build()
        packages.ensure(packages.BUILD)
        build.make(build.library)
    if not arguments or arguments[0] in ("-h", "--help"):
        sys.exit("usage: cc [--build-dir DIR] [gcc options] -o PROG FILE.c...")
    settings = json.loads(build.compiler_settings.read_text())
    command = settings["compiler"] + settings["compile_args"] + arguments
    if {"-c", "-S", "-E"} & set(arguments):
        return subprocess.run(command).returncode
    status = subprocess.run(command + settings["link_args"]).returncode
    program = output_of(arguments)
    if status != 0 or not program.exists():
        return status
    # Functions and lines for the monitor, beside what debuggers want.
    return subprocess.run([sys.executable, *settings["symbols"], program, program]).returncode


if __name__ == "__main__":
    sys.exit(main())
