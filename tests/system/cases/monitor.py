"""The kernel's monitor: entered by a key, after the last environment's end, and on a panic.

SPDX-License-Identifier: MIT
"""

from harness.case import DIRECT, Case, Step
from tine.machine import PANICKED, POWERED_OFF, Machine

SHELL_PROMPT = r"^\$ "
PROMPT = "^K> "
KEY = "\x1c"  # Ctrl-\
WELCOME = "Welcome to the Tine kernel monitor!$"

PLACES = (("1 CPU", Machine(media="direct", cpus="1"), "fine"), ("4 CPUs", DIRECT, "fine"),
          ("4 CPUs, under the big lock", DIRECT, "big"))


def session(*lines: str) -> tuple[Step, ...]:
    """Enter the monitor from the shell's prompt and type these lines there."""
    return (Step(SHELL_PROMPT, KEY), *(Step(PROMPT, f"{line}\n") for line in lines))


CASES = [
    Case("the monitor is entered when no environment is left", init=("hello",), exits=False,
         steps=(Step(PROMPT, "poweroff\n"),),
         expect=(("^hello, world$", "^No runnable environments in the system!$", "^memory: all pages returned$",
                  WELCOME),)),
    Case("a key enters the monitor and the shell goes on after it",
         steps=(*session("continue"), Step("", "hello\n"), Step("^hello, world$", "exit\n")),
         expect=((WELCOME, "^hello, world$"),)),
    Case("the monitor lists environments and processors", steps=session("envs", "cpus", "poweroff"),
         expect=((r"^00001001 00001000 blocked +\S.* sh$",), (r"^  3 +\d+ ", "^K> ")), exits=False),
    Case("the monitor shows the scheduling policy and who waits", words=("sched=stride",), init=("spin", "spin", "spin"),
         machine=Machine(media="direct", cpus="1"), exits=False,
         steps=(Step("Spinning", KEY), Step(PROMPT, "sched\n"), Step(PROMPT, "poweroff\n")),
         expect=((r"^policy: stride$", r"^queue of CPU 0: [1-9]\d* wait$", r"^  0000100\d ready +31 +1000 +\d+ +0  "),)),
    Case("the monitor tells what the processor can do, and what it cannot", exits=False,
         machine=Machine(media="direct", extra=("-cpu", "pentium3")), steps=session("cpu", "poweroff"),
         expect=((r"^GenuineIntel, family 6, model 7, stepping 3, 36 address bits$",
                  "^has: PAE PSE PGE PAT SYSENTER FXSR TSC APIC$",
                  "^has not: NX SMEP SMAP UMIP XSAVE invariant-TSC TSC-deadline x2APIC$",
                  "^clock: .* timer: local APIC"),)),
    Case("the monitor shows mappings and memory of an environment", exits=False,
         steps=session("mappings 800000 bfffff 1001", "mappings f0000000 f0200000", "dump 800000 4 1001", "memory",
                       "poweroff"),
         expect=((r"^00800000-008.....  [0-9a-f]{10}  \S+ +r-x", "^f0.*r-x", "^00800000: 464c457f", r"^pages: \d+ \("),)),
    Case("the monitor shows what locks have cost", exits=False, steps=session("locks", "poweroff"),
         expect=(("^No CPU holds a lock", r"^environment +\d\d+ ", r"^page pool +\d+ ", r"^console input +[1-9]\d* "),)),
    Case("the monitor counts locks anew when told to", exits=False, steps=session("locks reset", "locks", "poweroff"),
         expect=(("^No CPU holds a lock", r"^console input +\d+ "),), forbid=(r"^environment +\d",)),
    Case("the monitor names functions and lines in backtraces, of the kernel and of programs", exits=False,
         steps=session("backtrace", "backtrace 1001", "dump console_read_char 1 1001", "dump libmai\t1 1001", "poweroff"),
         expect=((r"^  [0-9a-f]{8} monitor_on_request\+0x[0-9a-f]+ monitor\.c:\d+$",
                  r"^  [0-9a-f]{8} readline\+0x[0-9a-f]+ readline\.c:\d+$", r"^  [0-9a-f]{8} main\+0x[0-9a-f]+ main\.c:\d+$",
                  "^008[0-9a-f]{5}: [0-9a-f]{8}  ", "^008[0-9a-f]{5}: [0-9a-f]{8}  "),)),
    Case("a user fault names the function and the line", init=("faultread",),
         expect=((r"^\[00001000\] user fault va 00000000 ip", r"^  at [0-9a-f]{8} umain\+0x[0-9a-f]+ faultread\.c:\d+$"),)),
    Case("Tab completes at the monitor's prompt, and the arrows bring back what was typed there", exits=False,
         steps=session("backt\t", "dump monitor_on_r\t1", "\x1b[A\b4", "trapframe 1\t1\t", "cpu\tx\x1b[D\x1b[3~s",
                       "locks \t\x15poweroff"),
         expect=((r"^  [0-9a-f]{8} monitor_on_request\+0x", r"^f01[0-9a-f]{5}: [0-9a-f]{8}  ",
                  "^f01[0-9a-f]{5}:(?: [0-9a-f]{8}){4}  ", "^  eax ", r"^  cpu  cpus$", "^cpu  hardware id"),),
         forbid=("no command",)),
    Case("keys of a keyboard edit the monitor's lines", exits=False,
         steps=(Step(SHELL_PROMPT, keys=("ctrl-backslash",)), Step(PROMPT, keys=("e", "n", "tab", "ret")),
                Step("^2 environments:", keys=("up", "home", "delete", "delete", "delete", "delete", "m", "e", "tab", "ret")),
                Step("", "poweroff\n")),
         expect=(("^id  ", "^pages: "),)),
    Case("the monitor explains what it does not understand", exits=False,
         steps=session("nonsense", "dump", "dump xyz", "poweroff"),
         expect=(("no command 'nonsense'", "^Something is missing", "'xyz' is not"),)),
    Case("a search finds what a program has planted, also across pages", init=("debuggee",), exits=False,
         steps=(Step("^debuggee: ", KEY), Step(PROMPT, 'search 800000 10001fff "planted by" 1000\n'),
                Step(PROMPT, 'search 10000000 10001fff "across two p" 1000\n'), Step(PROMPT, "search 0 effff000 464c457f 1000\n"),
                Step(PROMPT, 'search 10000000 10001fff "planted by"\n'), Step(PROMPT, "search 10000000 10001fff 70:6c:61:6e 1000\n"),
                Step(PROMPT, "search 10000000 10001fff 0 1000\n"), Step(PROMPT, 'search -p 0 1fffffff "planted by the deb"\n'),
                Step(PROMPT, "search -p 0 fffffffffff ab:cd:ef:98:76:54:32:10\n"), Step("76:54:32:10", KEY),
                Step(PROMPT, "poweroff\n")),
         expect=(("^008[0-9a-f]{5}$", "^10000010$", "^2 found", "^10000ffa$", "^1 found", "^00800000$", "^0 found", "^10000010$",
                  "^1 found", "^32 found so far; search from 1000003a for more", r"^[0-9a-f]{7}010$", r"^[1-9]\d* found",
                  r"^\d+ found so far; search from"),), timeout_s=200),
    *(Case(f"a page that the monitor makes read-only is written to no more, {title}", init=("debuggee",), machine=machine,
           locking=locking,
           steps=(Step("^debuggee: ", KEY), Step(PROMPT, "protect 10000000 rwx 1000\n"), Step(PROMPT, "protect 10000000 r 1000\n"),
                  Step(PROMPT, "mappings 10000000 10000000 1000\n"), Step(PROMPT, "protect 10000000 rw 1000\n"),
                  Step(PROMPT, "continue\n"), Step("", "x\n"), Step("^11 calls$", "write\n"), Step("^writing$", KEY),
                  Step(PROMPT, "protect 10000000 r 1000\n"), Step(PROMPT, "continue\n")),
           expect=(("^'rwx' is not r, rw or rx", r"^10000000-10000fff  [0-9a-f]{10}  user   r-", "^11 calls$",
                    r"^\[00001000\] user fault va 10000000 ip", r"^  at [0-9a-f]{8} umain\+"),))
      for title, machine, locking in PLACES),
    Case("a panic says where and why, and enters the monitor", exits=False,
         steps=(*session("panic"), Step("^kernel panic on CPU [0-3] at .*: asked for", ""), Step(PROMPT, "poweroff\n")),
         allow=("kernel panic",), status=POWERED_OFF,
         expect=((r"^kernel panic", r"^  [0-9a-f]{8} monitor\+0x", r"^boot code 0d[0-9a-f]{2}-[0-9a-f]{4}$", WELCOME),)),
    Case("a panic ends the machine with status 1 if it is to exit", steps=session("panic"),
         allow=("kernel panic",), status=PANICKED),
    Case("the monitor restarts the machine", exits=False, steps=session("reboot")),
]
