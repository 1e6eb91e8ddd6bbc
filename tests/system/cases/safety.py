"""What kernels of this kind usually get wrong, tried by the programs in tests/system/programs.

Each program ends with "NAME: passed", or panics at the first thing that is
not as it should be.

SPDX-License-Identifier: MIT
"""

from dataclasses import replace

from cases.lab import LOCKING_SUFFIX
from harness.case import DIRECT, Case

# Program: what it shows when it passes.
PROGRAMS = {
    "bad_addresses": "page calls refuse addresses and permissions that are not a program's to use",
    "clock": "time never goes back and sleep is never too short",
    "destroy_running": "a destroyed child makes no further step on any CPU",
    "foreign_environment": "only a parent may meddle with an environment",
    "fork_memory": "fork copies, shares and keeps what it has to",
    "handler_in_kernel": "a page-fault handler in the kernel is never entered",
    "out_of_environments": "running out of environments is an error and nothing more",
    "out_of_memory": "running out of memory in the middle of a call is an error and nothing more",
    "page_fault_handlers": "page-fault handlers nest",
    "privileged_instructions": "instructions and interrupts of the kernel's end a program",
    "readonly_pages": "a read-only page never becomes writable by mapping or sending it",
    "registers_private": "no environment sees the registers of another",
    "spawn_arguments": "spawn passes arguments and reports errors",
    "stale_id": "an id is refused after its owner has died",
    "trapframe": "registers set by a parent stay a program's",
    "unmap_running": "an unmapped page takes no further write from any CPU",
    "user_pointers": "bad pointers handed to the kernel do no harm",
    "write_xor_execute": "data cannot be executed and code not written",
}

# Where the outcome could depend on how CPUs meet.
PLACES = ((1, "fine"), (2, "fine"), (4, "fine"), (4, "big"))

# Little memory, so that using it all up takes little time.
SMALL = replace(DIRECT, memory_mib=96)

LEAK_CHECKED = {
    "forktree": "a tree of forks",
    "faultalloc": "a program that handles page faults",
    "faultread": "a program that is ended for a fault",
    "primes 100": "a chain of processes",
    "spawn_arguments": "a program that starts others",
}

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
]
