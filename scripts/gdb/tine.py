"""Commands for gdb: what Tine's kernel knows of its environments and CPUs.

Loaded by scripts/debug, which sets PROGRAMS to the folder of the programs'
ELF files.

SPDX-License-Identifier: MIT
"""

import os

import gdb

LOG2NENV = 12  # of src/abi/env.h; the kernel's debugging information does not have it
STATUS = {"ENV_FREE": "free", "ENV_DYING": "ending", "ENV_RUNNABLE": "ready", "ENV_RUNNING": "running",
          "ENV_NOT_RUNNABLE": "waiting"}


def value(expression):
    return gdb.parse_and_eval(expression)


def status_names():
    """The states' names by their numbers, from the kernel's own enumeration."""
    return {int(value(name)): text for name, text in STATUS.items()}


class Envs(gdb.Command):
    """List the environments: id, parent, state, CPU, runs, where each last left user mode, name."""

    def __init__(self):
        super().__init__("envs", gdb.COMMAND_DATA)

    def invoke(self, argument, from_tty):
        names = status_names()
        slots = value("env_slots")
        print("id       parent   state    cpu runs       eip      name")
        for i in range(1 << LOG2NENV):
            env = slots[i]
            public = env["public"].dereference()
            if int(public["env_status"]) == 0:
                continue
            print(f"{int(public['env_id']):08x} {int(public['env_parent_id']):08x} "
                  f"{names[int(public['env_status'])]:8} {int(public['env_cpunum']):3} {int(public['env_runs']):<10} "
                  f"{int(env['arch']['frame']['tf_eip']):08x} {public['env_name'].string()}")


class Cpus(gdb.Command):
    """List the CPUs: what each of them runs, and how many wait for it."""

    def __init__(self):
        super().__init__("cpus", gdb.COMMAND_DATA)

    def invoke(self, argument, from_tty):
        print("cpu online current  waiting")
        for i in range(int(value("ncpus"))):
            cpu = value("cpus")[i]
            current = cpu["current"]
            env = f"{int(current['public']['env_id']):08x}" if int(current) else "-"
            print(f"{i:3} {'yes' if cpu['online'] else 'no':6} {env:8} {int(cpu['runqueue']['length'])}")


class Program(gdb.Command):
    """program NAME: add the symbols of a program, to debug it where it runs."""

    def __init__(self):
        super().__init__("program", gdb.COMMAND_FILES)

    def invoke(self, argument, from_tty):
        path = os.path.join(PROGRAMS, argument + ".elf")
        if not argument or not os.path.exists(path):
            raise gdb.GdbError(f"no such program: {path}")
        gdb.execute(f"add-symbol-file {path}")


Envs()
Cpus()
Program()
