#!/usr/bin/env python3
"""Make the reference of the system calls: reference.py OUT.md

From src/abi/syscalls.def and errors.def. The errors of a call are those that
its handler can return: the -E_xxx in the handler's body and, from there on,
in the functions it calls, as far as they are in SOURCES.

SPDX-License-Identifier: MIT
"""

import ast
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SYSCALLS = ROOT / "src/abi/syscalls.def"
ERRORS = ROOT / "src/abi/errors.def"
CONVENTION = ROOT / "src/abi/syscall.h"

# Where the handlers are, and whatever hands an error number up to them.
SOURCES = ("src/kernel/syscall/*.c", "src/kernel/device/*.c", "src/arch/i386/cpu/ports.c", "src/arch/i386/irq/lines.c",
           "src/arch/i386/irq/irq.c", "src/arch/i386/irq/ioapic.c", "src/kernel/ipc/*.c", "src/kernel/env/table.c", "src/kernel/env/futex.c",
           "src/kernel/include/kernel/env.h", "src/arch/i386/mm/common.c", "src/arch/i386/mm/paging.c", "src/arch/i386/mm/pagetable.c",
           "src/arch/i386/mm/sharing.c", "src/arch/i386/mm/word.c", "src/kernel/env/usercheck.c", "src/arch/i386/mm/userptr.c")

LINE = re.compile(r'^SYSCALL\((\d+), (\w+), (\w+), (\d+), \(([^)]*)\),\s*("(?:[^"\\]|\\.)*")\)', re.MULTILINE)
ERROR = re.compile(r'^ERROR\((\w+),\s*(\d+), "([^"]*)"\)', re.MULTILINE)
KIND = re.compile(r"^ \*   ([A-Z]+) +(\w[\w ]*\*?) {2,}(.*)$", re.MULTILINE)
# A definition, as the tree is laid out: the name starts a line, the body's braces stand alone.
FUNCTION = re.compile(r"^(\w+)\([^;{}]*\)\n\{\n(.*?)^\}", re.MULTILINE | re.DOTALL)

HEADER = """\
# System calls

<!-- Made by scripts/build/reference.py from src/abi/syscalls.def: do not edit. -->

A program calls the kernel by `int $0x30`, with the number in eax and up to
five arguments in edx, ecx, ebx, edi, esi, in this order. The result comes in
eax; all other registers stay as they are. Or it calls the address USYSCALL of
`src/abi/memlayout.h`, which mostly is quicker ([syscall-entry.md](syscall-entry.md)):
the same, but ecx, edx and the arithmetic flags are lost. A negative result is an
error number of the table at the end; then the call has changed nothing. A number
that is not listed gives `-E_INVAL`. A result of type `message_t` is a message: who
sent it in eax, or an error number; its value in ebx and the rights of its page in edi.

Memory that a call reads or writes (IN and OUT; the word of a futex) is touched as
if by the program: where it has none, or may not write, its handler for page faults
gets the fault, and when that returns the call is made again. Without a handler, in
a batch, and from UTOP up it is `-E_FAULT`; `cputs` ends its caller.
See [memory.md](memory.md).

`sys_NAME` in `src/libc/include/exo/syscall.h` makes each call from C. Under
each call stands the file of its handler, and the errors it can give: found by
reading the handler and the functions it calls, so nobody has to remember to
write them down.

| kind | C type | meaning |
|---|---|---|
"""


# Errors met in this function are not its caller's.
NO_RESULT = "user_fault"


def functions() -> dict[str, tuple[str, str]]:
    """Every function of SOURCES: its file and its body, comments aside."""
    found = {}
    for pattern in SOURCES:
        for path in sorted(ROOT.glob(pattern)):
            text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
            for name, body in FUNCTION.findall(text):
                found[name] = (str(path.relative_to(ROOT)), body)
    return found


def errors_of(name: str, known: dict[str, tuple[str, str]], visited: set[str]) -> set[str]:
    if name in visited or name not in known:
        return set()
    visited.add(name)
    body = known[name][1]
    errors = set(re.findall(r"-(E_\w+)", body))
    # Called, or handed on, as the last argument, to be called.
    for called in re.findall(r"(\w+)(?:\(|\);)", body):
        errors |= errors_of(called, known, visited)
    return errors


def reference() -> str:
    known = functions()
    numbers = {name: (int(number), text) for name, number, text in ERROR.findall(ERRORS.read_text())}
    out = [HEADER]
    for kind, c_type, meaning in KIND.findall(CONVENTION.read_text()):
        meaning = re.sub(r"<(abi/[\w.]+)>", r"`src/\1`", meaning)
        out.append(f"| {kind} | `{c_type.strip()}` | {meaning} |\n")
    calls = LINE.findall(SYSCALLS.read_text())
    if len(calls) != SYSCALLS.read_text().count("\nSYSCALL("):
        sys.exit("reference.py: a line of syscalls.def is not in the form that is read here")
    for number, name, result, count, arguments, text in calls:
        words = [word.strip() for word in arguments.split(",")] if arguments else []
        pairs = list(zip(words[::2], words[1::2], strict=True))
        if len(pairs) != int(count) or f"sys_{name}" not in known:
            sys.exit(f"reference.py: {name}: its arguments do not match their count, or it has no handler")
        parameters = ", ".join(f"{kind} {argument}" for kind, argument in pairs)
        out.append(f"\n## {number}: {name}({parameters})\n\n{ast.literal_eval(text)}\n\n")
        errors = errors_of(f"sys_{name}", known, {NO_RESULT}) if result != "void" else set()
        listed = ", ".join(f"`-{error}`" for error in sorted(errors, key=lambda error: numbers[error][0]))
        out.append(f"Result: `{result}`. Errors: {listed or 'none'}. Handler: `{known[f'sys_{name}'][0]}:sys_{name}`.\n")
    out.append("\n## Errors\n\n| name | number | text |\n|---|---|---|\n")
    out += [f"| `{name}` | {number} | {text} |\n" for name, (number, text) in numbers.items()]
    return "".join(out)


def main() -> int:
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    Path(sys.argv[1]).write_text(reference())
    return 0


if __name__ == "__main__":
    sys.exit(main())
