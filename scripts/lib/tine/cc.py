"""scripts/cc: build a program outside the tree, as those in src/user are built.

SPDX-License-Identifier: MIT
"""

import json
import os
import sys
from pathlib import Path

from tine import packages
from tine.build import Build


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
    if not {"-c", "-S", "-E"} & set(arguments):
        command += settings["link_args"]
    os.execvp(command[0], command)


if __name__ == "__main__":
    sys.exit(main())
