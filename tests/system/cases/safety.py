"""What kernels of this kind usually get wrong, tried by the programs in tests/system/programs.

Each program ends with "NAME: passed", or panics at the first thing that is
not as it should be.

SPDX-License-Identifier: MIT
"""

from dataclasses import replace

from cases.lab import LOCKING_SUFFIX
from harness.bochs import Bochs
from harness.case import DIRECT, Case

# Program: what it shows when it passes.
PROGRAMS = {
    "bad_addresses": "page calls refuse addresses and permissions that are not a program's to use",
    "batches": "a batch of calls ends at its first error and says where",
    "call_entries": "sysenter does what int 0x30 does, whatever is in the registers",
    "call_faults": "memory that a system call is given is provided by the program's own handler",
    "checkpoint_changes": "a page that is unmapped, replaced, or has other rights is put back without being written to",
    "checkpoint_memory": "running out of memory at any step of a checkpoint is an error and changes nothing",
    "checkpoint_races": "a checkpoint of one that runs, ends or is started meanwhile is an error or whole",
    "checkpoint_rights": "going back to a checkpoint neither gives nor takes a right",
    "checkpoint_rules": "only an ancestor reads and writes state, and gives no privilege by it",
    "checkpoint_states": "one that has forked, handles a fault or uses AVX is put back as it was",
    "checkpoint_waits": "a checkpoint of one that waits in a system call waits in it again",
    "checkpoints": "a program is put back to checkpoints of itself as often as one likes",
    "clock": "time never goes back and sleep is never too short",
    "destroy_blocked": "children are ended wherever they may be",
    "destroy_running": "a destroyed child makes no further step on any CPU",
    "device_grants": "devices are used by who was granted them and by nobody else",
    "exception_misuse": "bad exception handlers end a program and do no other harm",
    "exception_registers": "exception handlers see and change every register but gain nothing by it",
    "exceptions": "every exception reaches the program's own handler",
    "exhaust_together": "several environments run out of memory at once and all of it comes back",
    "foreign_environment": "only a parent may meddle with an environment",
    "family": "the children of one that ends are passed on to its parent, or end with it",
    "fork_beside_calls": "a thread that forks is not noticed by the system calls of others",
    "fork_memory": "fork copies, shares and keeps what it has to",
    "fork_storm": "memory of many forks at once stays each one's own",
    "freed_page": "no write arrives in a page that was taken away and is someone else's now",
    "futex_rules": "who waits for a word is woken in turn, by those who have that word",
    "futex_storm": "no wake-up is lost, whoever waits, gives up or is ended meanwhile",
    "handler_in_kernel": "a page-fault handler in the kernel is never entered",
    "ipc_calls": "calls are answered by whom they were made to, or end with an error when it ends",
    "ipc_queue": "those who send to one receiver are served in order, or told that it has ended",
    "ipc_storm": "messages arrive and answers come, whoever else is stopped or ended",
    "line_storm": "an interrupt line that never rests does no harm to anybody",
    "out_of_environments": "running out of environments is an error and nothing more",
    "out_of_memory": "running out of memory in the middle of a call is an error and nothing more",
    "page_fault_handlers": "page-fault handlers nest",
    "privileged_instructions": "instructions and interrupts of the kernel's end a program",
    "readonly_pages": "a read-only page never becomes writable by mapping or sending it",
    "registers_private": "no environment sees the registers of another",
    "restart_running": "a running child is stopped, given other registers and started",
    "segment_bases": "every environment has the segments that it has set",
    "send_to_dying": "messages to receivers that are being ended arrive whole or not at all",
    "shared_fork": "environments that share memory have one memory and a stack each",
    "shared_tables": "a page table that is shared shows each sharer its own memory",
    "signals": "exceptions arrive as signals and are recovered from",
    "sleep_in_turn": "the end of a sleep is not taken for the end of all work",
    "sleep_storm": "many sleep at once and some are ended in their sleep",
    "spawn_arguments": "spawn passes arguments and reports errors",
    "stale_id": "an id is refused after its owner has died",
    "thread_storm": "threads exclude each other, and none that is told goes on waiting",
    "threads": "threads share all memory, wait for each other and end together",
    "trapframe": "registers set by a parent stay a program's",
    "unmap_running": "an unmapped page takes no further write from any CPU",
    "user_pointers": "bad pointers handed to the kernel do no harm",
    "wait_many": "many wait for one to end",
    "write_xor_execute": "data cannot be executed and code not written",
}

# Where the outcome could depend on how CPUs meet.
PLACES = ((1, "fine"), (2, "fine"), (4, "fine"), (4, "big"))

# Little memory, so that using it all up takes little time.
SMALL = replace(DIRECT, memory_mib=96)

# Besides those of scheduling.py, which are so under every policy.
LEAK_CHECKED = {
    "forktree": "a tree of forks",
    "forktree 4 sfork": "a tree of environments that share memory",
    "thread_storm": "threads that wait for each other and are ended",
    "futex_rules": "waiters for a word",
    "faultalloc": "a program that handles page faults",
    "faultread": "a program that is ended for a fault",
    "spawn_arguments": "a program that starts others",
}

# CPUs, memory in MiB, kernel, and the seed of the calls.
FUZZED = ((1, 64, "fine", 1), (2, 512, "fine", 2), (4, 64, "big", 3), (8, 512, "fine", 4))

# Processors, and what is to be found of registers there: saved by fxsave, xsave and xsaveopt.
PROCESSORS = {
    "qemu32": "x87, SSE",
    "pentium3": "x87, SSE",
    "pentium2": "x87",
    "max": "x87, SSE, AVX",
    "max,-xsaveopt": "x87, SSE, AVX",
    "max,-xsave": "x87, SSE",
    "max,vendor=AuthenticAMD": "x87, SSE, AVX",
}

# Where a processor is, what is used there, processor, what the kernel is told, what it says.
ENTRIES = (
    ("if the kernel is told so", "int", "max", ("syscall=int",), ()),
    ("on a processor without sysenter", "int", "qemu32,-sep", ("syscall=sysenter",),
     ("^syscall: the processor has no sysenter$",)),
    ("on a Pentium Pro that has it by mistake only", "int", "qemu32,model=1,stepping=1", (), ()),
    ("on a Pentium III", "sysenter", "pentium3", (), ()),
    ("though the kernel is told nonsense", "sysenter", "max", ("syscall=fast",),
     ('^syscall: what is "fast"[?] There are int and sysenter[.]$',)),
)

# Those that would notice whether a call is made again, or its caller sent elsewhere.
BY_INT = ("batches", "call_faults", "checkpoint_waits", "exception_registers", "fork_beside_calls", "ipc_calls")

CASES = [
    Case(f"{title}, on {cpus} CPU{'s' if cpus > 1 else ''}{LOCKING_SUFFIX[locking]}",
         init=(program,),
         machine=replace(SMALL, cpus=str(cpus)),
         locking=locking,
         expect=(f"^{program}: passed$",),
         timeout_s=180)
    for program, title in PROGRAMS.items()
    for cpus, locking in PLACES
] + [
    Case(f"no page is lost by {title}", init=(f"leakcheck {program}",), expect=("^leakcheck: passed$",))
    for program, title in LEAK_CHECKED.items()
] + [
    # Children are left to end as they will; the program itself counts what went wrong.
    Case(f"random system calls do no harm, on {cpus} CPU{'s' if cpus > 1 else ''}{LOCKING_SUFFIX[locking]}",
         init=(f"fuzz_syscalls {seed} 4",),
         machine=replace(DIRECT, cpus=str(cpus), memory_mib=memory_mib),
         locking=locking,
         expect=("^fuzz_syscalls: passed$",),
         allow=("user panic",),
         timeout_s=180)
    for cpus, memory_mib, locking, seed in FUZZED
] + [
    Case(f"no environment sees the registers of another, on a processor like {processor}",
         init=("registers_private",),
         machine=replace(SMALL, cpus="2", extra=("-cpu", processor)),
         expect=((f"^registers: {registers}$", "^registers_private: passed$"),),
         timeout_s=180)
    for processor, registers in PROCESSORS.items()
] + [
    Case(f"programs call by {entry} {where}", init=("call_entries",), words=words,
         machine=replace(SMALL, cpus="2", extra=("-cpu", processor)),
         expect=((*said, f"^call_entries: by {entry}$", "^call_entries: passed$"),),
         timeout_s=180)
    for where, entry, processor, words, said in ENTRIES
] + [
    Case(f"{PROGRAMS[program]}, where calls are by int", init=(program,), words=("syscall=int",),
         machine=replace(SMALL, cpus="2"), expect=(f"^{program}: passed$",), timeout_s=180)
    for program in BY_INT
] + [
    Case(f"programs call by sysenter in Bochs, on a processor like {processor}", init=("call_entries",),
         machine=Bochs(2, processor), exits=False, until="^No runnable environments", timeout_s=180,
         expect=(("^call_entries: by sysenter$", "^call_entries: passed$"),))
    for processor in ("p3_katmai", "corei5_lynnfield_750")
]
