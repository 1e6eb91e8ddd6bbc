"""The lab's programs, each on 1, 2 and 4 CPUs, with fine-grained locks and with the big one.

SPDX-License-Identifier: MIT
"""

from dataclasses import dataclass, replace

from harness.case import DIRECT, Case, Expected

FIRST = "00001000"
HEX = "[0-9a-f]"


@dataclass(frozen=True)
class Program:
    """A program and the lines that tell it worked. It is the first environment, unless init says otherwise."""

    name: str
    expect: tuple[Expected, ...]
    forbid: tuple[str, ...] = ()
    alone: tuple[Expected, ...] = ()  # expected where there is one CPU, so that everyone gets a turn
    init: tuple[str, ...] = ()
    timeout_s: float = 90


def ended(env: str = FIRST) -> tuple[str, ...]:
    """The environment ended of itself."""
    return rf"^\[{env}\] exiting gracefully$", rf"^\[{env}\] free env {env}$"


def started(env: str = FIRST) -> str:
    return rf"^\[00000000\] new env {env}$"


def trapped(number: str, error: str = "") -> tuple[str, ...]:
    """The environment caused an exception that it does not handle, and was ended for it."""
    return (r"^TRAP frame from CPU \d", rf"^  trap 0x{number}", *([error] if error else []),
            rf"^\[{FIRST}\] free env {FIRST}$")


def user_fault(va: str, error: str) -> tuple[str, ...]:
    """The same, the exception being a page fault."""
    return (rf"^\[{FIRST}\] user fault va {va} ip 008{HEX}{{5}}$", *trapped("0000000e Page Fault", error))


def bad_memory(va: str) -> tuple[str, ...]:
    """The kernel refused to use memory that a program named or needed."""
    return rf"^\[{FIRST}\] user_mem_check assertion failure for va {va}$", rf"^\[{FIRST}\] free env {FIRST}$"


def counted(text: str, count: int) -> tuple[str, ...]:
    return tuple(rf"^{i}{text}$" for i in range(count))


def forktree() -> tuple[Expected, ...]:
    names = [""] + [f"{i:0{length}b}" for length in (1, 2, 3) for i in range(2**length)]
    lines = tuple(rf"^{HEX}{{4}}: I am '{name}'$" for name in names)
    # A parent speaks before it forks.
    ancestry = tuple((rf"I am '{name[:-1]}'$", rf"I am '{name}'$") for name in names[1:])
    return lines + ancestry + ((r"exiting gracefully$",) * len(names), (r"free env",) * len(names))


def yields(count: int) -> tuple[Expected, ...]:
    """So many environments pass the CPUs on to each other; a later one may get the slot of one that is done."""
    first = (rf"^Hello, I am environment {FIRST}\.$",
             *(rf"^Back in environment {FIRST}, iteration {i}\.$" for i in range(5)),
             rf"^All done in environment {FIRST}\.$", *ended())
    return (first, (rf"^Hello, I am environment {HEX}{{8}}\.$",) * count,
            (rf"^Back in environment {HEX}{{8}}, iteration 4\.$",) * count,
            (rf"^All done in environment {HEX}{{8}}\.$",) * count, ("exiting gracefully$",) * count)


def pingpong() -> tuple[str, ...]:
    rally = [f"^{('1001', '1000')[i % 2]} got {i} from {('1000', '1001')[i % 2]}$" for i in range(11)]
    return ("^send 0 from 1000 to 1001$", *rally)


def pingpongs() -> tuple[str, ...]:
    rally = [f"^{('1001', '1000')[i % 2]} got {i} from {('1000', '1001')[i % 2]} "
             f"\\(thisenv is {('1001', '1000')[i % 2]}\\)$" for i in range(11)]
    return ("^i am 1000; thisenv is 1000$", "^send the turn from 1000 to 1001$", *rally)


def primes(last: int) -> tuple[str, ...]:
    found = [n for n in range(2, last + 1) if all(n % d for d in range(2, n))]
    return tuple(rf"CPU \d+: {prime} " for prime in found)


PROGRAMS = (
    Program("hello", ((started(), "^hello, world$", f"^i am environment {FIRST}$", *ended()),)),
    Program("yield", yields(3), init=("yield",) * 3),
    Program("dumbfork", (
        (started(), rf"^\[{FIRST}\] new env 00001001$"),
        (*counted(": I am the parent!", 10), *ended()),
        (*counted(": I am the child!", 20), *ended("00001001")),
    )),
    Program("faultread", (user_fault("00000000", "^  err  0x00000004"),), ("I read",)),
    Program("faultwrite", (user_fault("00000000", "^  err  0x00000006"),)),
    Program("faultdie", (("^i faulted at va deadbeef, err 6$", *ended()),)),
    Program("faultregs", (
        ("^Registers in UTrapframe OK$", "^Registers after page-fault OK$", *ended()),
    ), ("MISMATCH", "should be")),
    Program("faultalloc", (
        ("^fault deadbeef$", "^this string was faulted in at deadbeef$", "^fault cafebffe$", "^fault cafec000$",
         "^this string was faulted in at cafebffe$", *ended()),
    ), ("fault deadbef0",)),
    Program("faultallocbad", (bad_memory("deadbeef"),), ("faulted in",)),
    Program("faultnostack", (bad_memory("eebfff.."),)),
    # Entered at an address where nothing is, the handler faults on, until the exception stack is full.
    Program("faultbadhandler", (bad_memory("(deadb|eebfe)..."),)),
    Program("faultevilhandler", (bad_memory("(f0100|eebfe)..."),)),
    Program("forktree", forktree()),
    Program("spin", (
        ("^I am the parent.  Forking the child...$", rf"^\[{FIRST}\] new env 00001001$",
         "^I am the parent.  Running the child...$", "^I am the parent.  Killing the child...$", *ended()),
        # Whoever notices first: the parent, or the child when it is next interrupted.
        ("^I am the parent.  Killing the child...$", r"^\[0000100[01]\] free env 00001001$"),
    ), (r"\[00001001\] exiting",), alone=("^I am the child.  Spinning...$",)),
    Program("stresssched", tuple(rf"^\[{0x1001 + i:08x}\] stresssched on CPU \d+$" for i in range(20)),
            ("ran on two CPUs at once",)),
    Program("sendpage", (
        ("^1000 got message: hello child environment! how are you\\?$", "^child received correct message$",
         "^1001 got message: hello parent environment! I'm good.$", "^parent received correct message$"),
        ended(), ended("00001001"),
    )),
    Program("pingpong", (pingpong(), ended(), ended("00001001"))),
    Program("workers", (("^up to 20000, 17647 has the longest sequence: 279 numbers$",),)),
    Program("pingpongs", (pingpongs(), ended(), ended("00001001"))),
    Program("primes", (primes(541), ended()), init=("primes 541",), timeout_s=180),
    # Those of the lab before, which the kernel must survive as well.
    Program("divzero", (trapped("00000000 Divide error"),), ("1/0",)),
    Program("breakpoint", (trapped("00000003 Breakpoint"),)),
    Program("softint", (trapped("0000000d General Protection", "^  err  0x00000072"),)),
    Program("badsegment", (trapped("0000000d General Protection", "^  err  0x00000028"),)),
    Program("faultreadkernel", (user_fault("f0100000", "^  err  0x0000000[45]"),), ("I read",)),
    Program("faultwritekernel", (user_fault("f0100000", "^  err  0x0000000[67]"),)),
    Program("buggyhello", (bad_memory("00000001"),)),
    Program("buggyhello2", (bad_memory("0....000"),), ("hello",)),
    Program("evilhello", (bad_memory("f010000c"),)),
    Program("testbss", (
        ("^Making sure bss works right...$", "^Yes, good.  Now doing a wild write off the end...$",
         *user_fault("00c.....", "^  err  0x00000006")),
    ), ("SHOULD HAVE TRAPPED",)),
)

LOCKING_SUFFIX = {"fine": "", "big": ", under the big lock"}

CASES = [
    Case(f"{program.name} on {cpus} CPU{'s' if cpus > 1 else ''}{suffix}",
         init=program.init or (program.name,),
         machine=replace(DIRECT, cpus=str(cpus)),
         locking=locking,
         expect=(rf"^SMP: CPU 0 found {cpus} CPU\(s\)$", *program.expect,
                 *program.alone * (cpus == 1)),
         forbid=program.forbid,
         timeout_s=program.timeout_s)
    for program in PROGRAMS
    for locking, suffix in LOCKING_SUFFIX.items()
    for cpus in (1, 2, 4)
]
