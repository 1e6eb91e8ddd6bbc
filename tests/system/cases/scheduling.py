"""Scheduling policies: shares and order, and that what runs under one runs under all.

Shares are measured in CPU time by machines that count instructions, so that
the outcome does not depend on how busy the host is.

SPDX-License-Identifier: MIT
"""

from dataclasses import replace

from cases.exceptions import mandelbrot
from cases.lab import LOCKING_SUFFIX, PROGRAMS
from cases.messages import FORMULAS, literal
from harness.case import DIRECT, Case, Step

COUNTING = replace(DIRECT, icount=True, memory_mib=96)
# An instruction takes 128 ns: a slice is soon over, so that there can be many.
SLOW = ("-icount", "shift=7,align=off,sleep=off")
OTHERS = ("prio", "stride", "lottery")


def on(cpus: int) -> str:
    return f"on {cpus} CPU{'s' if cpus > 1 else ''}"


# Policy, CPUs, tolerance in thousandths, slices, tickets. 0: a slice between any two; three standard deviations.
SHARES = (
    ("stride", 1, 0, 61, "3 2 1"),
    ("stride", 1, 0, 53, "1000 10 10 1"),
    ("stride", 2, 20, 1000, "1000 1 1"),  # more than one CPU is due to the first
    ("stride", 2, 20, 1000, "2 1 1"),
    ("stride", 4, 20, 1000, "10 1 1 1 1"),
    ("stride", 4, 20, 1000, "3 3 2 2 1 1"),
    ("lottery", 1, 0, 10000, "3 2 1"),
    ("lottery", 2, 50, 5000, "1000 1 1"),
    ("lottery", 2, 50, 5000, "2 1 1"),
    ("lottery", 4, 50, 5000, "3 3 2 2 1 1"),
)

THREADS = {
    "futex_storm": "no wake-up is lost",
    "thread_storm": "threads exclude and tell each other",
    "threads": "threads start and end",
}

# These go the long ways only, as a policy has to be asked.
MESSAGES = {
    "ipc_calls": "calls are answered by whom they were made to",
    "ipc_queue": "those who send to one receiver are served in order",
}

LAB_PROGRAMS = ("forktree", "pingpong", "stresssched", "yield")
LAB_PLACES = {"prio": (2, "big"), "stride": (2, "fine"), "lottery": (4, "fine")}

# Programs that make others, send messages, handle exceptions, share memory and keep checkpoints: what each says in the end.
OF_EVERY_KIND = {
    "matmul 5 2": "^matmul: 5 by 5, by 45 environments: right$",
    "series sin(x + x^3)": f"{literal(FORMULAS['sin(x + x^3)'])}$",
    "mandel 3 64 24": f"^mandel: 64x24 by 3, {mandelbrot(64, 24)}$",
    "divrecover": "^84/0 is 84, says the handler$",
    "emulate": "^8 instructions emulated; ",
    "steptrace": r"^gcd\(12, 18\) is 6, in \d+ steps$",
    "int80": "^it has ended with status 42, after 8 calls$",
    "forktree 2 sfork": "I am '11'$",
    "pingpongs": " got 10 from ",
    "workers 3000 3": "^up to 3000, 2919 has the longest sequence: 217 numbers$",
    "rtc 1": r"^rtc: 20\d\d-",
    "forget\n3\nsave\n4\nforget\n5\nquit": "^I know 2 lines, sum 8: '5' '3'$",
    "checkpoint_waits": "^checkpoint_waits: passed$",
    "checkpoints": "^checkpoints: passed$",
    "exceptions": "^exceptions: passed$",
    "signals": "^signals: passed$",
    "segment_bases": "^segment_bases: passed$",
    "registers_private": "^registers_private: passed$",
    "primes 100": r"CPU \d+: 97 ",
}
# With each policy both kinds of locking, and with each of these every number of CPUs.
KINDS_LOCKING = {"rr": ("big", "fine", "big"), "prio": ("fine", "big", "fine"), "stride": ("big", "fine", "big"),
                 "lottery": ("fine", "big", "fine")}


def passes(program: str, name: str, policy: str, cpus: int, locking: str = "fine", counting: bool = True,
           extra: tuple[str, ...] = ()) -> Case:
    """A program of tests/system/programs passes under a policy."""
    return Case(name, init=(program,), machine=replace(COUNTING if counting else DIRECT, cpus=str(cpus), extra=extra),
                locking=locking, words=(f"sched={policy}",), expect=(f"^{program.split()[0]}: passed$",), timeout_s=180)


CASES = [
    passes(f"shares_hold time {tolerance} {slices} {tickets}",
           f"CPU time {on(cpus)} is divided like {tickets} under {policy}", policy, cpus, extra=SLOW)
    for policy, cpus, tolerance, slices, tickets in SHARES
] + [
    # A yield lets somebody else run, so nobody's share may be more than half of the CPU.
    passes("shares_hold turns 0 10000 4 3 2 1", "those that yield all the time have turns by their tickets under lottery",
           "lottery", 1),
] + [
    passes("early_blocker", f"to sleep just before a slice ends brings nothing under {policy}", policy, 1)
    for policy in ("rr", "stride")
] + [
    passes("priority_order", f"a higher priority runs within a tick, {on(cpus)}{LOCKING_SUFFIX[locking]}",
           "prio", cpus, locking)
    for cpus, locking in ((1, "fine"), (2, "fine"), (4, "fine"), (4, "big"))
] + [
    passes("priority_wakes", f"a higher priority that another program wakes or raises runs within a slice, {on(cpus)}", "prio", cpus)
    for cpus in (1, 2, 4)
] + [
    Case("who waits for a busy CPU is taken over by an idle one after half a millisecond", init=("idle_offer long",),
         machine=replace(COUNTING, cpus="2"), words=("quiet",), expect=("^idle_offer: passed$",)),
    Case("who has its turn within half a millisecond has no CPU woken", init=("idle_offer short",),
         machine=replace(COUNTING, cpus="2"), words=("quiet",), exits=False, steps=(Step("^K> ", "cpus\n"), Step("^K> ", "poweroff\n")),
         expect=(("^idle_offer: passed$", r"^  0 +0 +\S+ +0 +0  ", r"^  1 +1 +\S+ +0 +0  "),)),
    Case("the end of an environment with 512 MiB is in short pieces", init=("large_end",),
         machine=replace(COUNTING, cpus="1", memory_mib=1024), expect=("^large_end: passed$",), timeout_s=240),
    Case("the end of one that 2,000 want to send to is in short pieces", init=("large_end senders",), words=("quiet",),
         machine=replace(COUNTING, cpus="1", memory_mib=1024), expect=("^large_end: passed$",), timeout_s=240),
] + [
    passes("share_rules", f"only an ancestor sets a share, and none above its own, under {policy}", policy, 2,
           counting=False)
    for policy in ("rr", *OTHERS)
] + [
    replace(Case(f"{program.name} under {policy}, {on(cpus)}{LOCKING_SUFFIX[locking]}"),
            init=program.init or (program.name,), machine=replace(DIRECT, cpus=str(cpus)), locking=locking,
            words=(f"sched={policy}",), expect=program.expect, forbid=program.forbid, timeout_s=program.timeout_s)
    for program in PROGRAMS if program.name in LAB_PROGRAMS
    for policy, (cpus, locking) in LAB_PLACES.items()
] + [
    # Where the shell is the first program nobody else comes and goes while pages are counted.
    Case(f"programs of every kind run under {policy} and lose no page, {on(cpus)}{LOCKING_SUFFIX[locking]}", init=("sh",),
         steps=tuple(Step(r"^\$ ", f"drive leakcheck {command}\n") for command in OF_EVERY_KIND) + (Step(r"^\$ ", "exit\n"),),
         machine=replace(DIRECT, cpus=str(cpus)), locking=locking, words=(f"sched={policy}", "quiet"),
         expect=(*OF_EVERY_KIND.values(), ("^leakcheck: passed$",) * len(OF_EVERY_KIND)), timeout_s=240)
    for policy, lockings in KINDS_LOCKING.items() for cpus, locking in zip((1, 2, 4), lockings)
] + [
    passes(program, f"{title}, under {policy}", policy, 2, counting=False)
    for program, title in MESSAGES.items()
    for policy in OTHERS
] + [
    passes(program, f"{title} under {policy}, {on(cpus)}{LOCKING_SUFFIX[locking]}", policy, cpus, locking, counting=False)
    for program, title in THREADS.items()
    for policy in OTHERS
    for cpus, locking in ((1, "fine"), (2, "big"), (4, "fine"))
] + [
    Case(f"random system calls do no harm under {policy}", init=("fuzz_syscalls 5 2",), words=(f"sched={policy}",),
         expect=("^fuzz_syscalls: passed$",), allow=("user panic",), timeout_s=180)
    for policy in OTHERS
] + [
    Case("an unknown scheduling policy is said to be one, and round robin stays", init=("hello",),
         words=("sched=lotteryy",),
         expect=('^sched: no policy is called "lotteryy"; staying with "rr"$', "^hello, world$")),
    Case("shares shows what part of the CPUs each has", init=("shares 3 1",), words=("sched=stride",),
         machine=replace(COUNTING, cpus="1"), expect=((r"^policy stride, 1 CPUs$", r" 3 +7[3-6]\.\d %$", r" 1 +2[4-7]\.\d %$"),)),
]
