"""The commands in scripts/, with every option that scripts/run has.

SPDX-License-Identifier: MIT
"""

from harness.case import ALWAYS_FORBIDDEN, CommandCase

RUN = ("{root}/scripts/run", "--build-dir", "{build}", "--headless")
CLEAN = "^memory: all pages returned$"

# The bare-metal tool chain's names for Debian's.
TOOLS = ("for tool in gcc ar nm objcopy strip; do "
         "ln -s $(command -v i686-linux-gnu-$tool) {folder}/i686-elf-$tool; done")
SETUP = ("export PATH={folder}:$PATH; "
         "meson setup --cross-file '{root}/cross/i686-elf.ini' -Dbuildtype=release -Dlocking=big "
         "{folder}/build '{root}' && "
         "ninja -C {folder}/build src/kernel/tine.elf src/user/programs.tar")
ATTACH = ("'{root}/scripts/run' --build-dir '{build}' --headless --media direct --init hello --exit "
          "--qemu '-S -gdb unix:{folder}/gdb,server=on,wait=off' & "
          "while [ ! -e {folder}/gdb ]; do sleep 0.1; done; "
          "'{root}/scripts/debug' --build-dir '{build}' --attach {folder}/gdb -- -batch -ex 'hbreak kernel_main' "
          "-ex continue -ex 'info symbol $eip'; wait")

# A file stands in for the stick.
STICK = (("sh", "-c", "head -c 16777216 /dev/zero > '{folder}/stick'"),)
MKUSB = "'{root}/scripts/mkusb' --image '{build}/iso/tine.iso' '{folder}/stick'"

CASES = [
    CommandCase("scripts/run boots the ISO with the options' defaults",
                RUN + ("--init", "hello", "--exit"),
                expect=(("SMP: CPU 0 found 4 CPU", "^hello, world$", CLEAN),)),
    CommandCase("scripts/run --init can be repeated",
                RUN + ("--media", "direct", "--init", "forktree 1", "--init", "hello", "--exit"),
                expect=("I am '1'$", "^hello, world$", CLEAN), forbid=("I am '11'",)),
    CommandCase("scripts/run --cpus and --memory choose the machine",
                RUN + ("--media", "direct", "--cpus", "3", "--memory", "128", "--init", "hello", "--exit"),
                expect=("SMP: CPU 0 found 3 CPU", "^memory: 1[12]. MiB usable$", "^hello, world$")),
    CommandCase("scripts/run --icount gives one CPU unless told otherwise",
                RUN + ("--media", "direct", "--icount", "--init", "hello", "--exit"),
                expect=("SMP: CPU 0 found 1 CPU", "^hello, world$")),
    CommandCase("scripts/run --qemu and --append pass arguments on",
                RUN + ("--media", "direct", "--qemu", "-smp 2", "--append", 'init="forktree 1" exit'),
                expect=("SMP: CPU 0 found 2 CPU", "I am '1'$", CLEAN)),
    CommandCase("quiet on the kernel's command line leaves out the lines about environments, not those about faults",
                RUN + ("--media", "direct", "--append", "quiet",
                       "--init", "forktree 1", "--init", "faultread", "--exit"),
                expect=("I am '1'$", r"^\[.*\] user fault va 00000000 ", CLEAN),
                forbid=(*ALWAYS_FORBIDDEN, "new env", "exiting gracefully", "destroying", "free env")),
    CommandCase("scripts/run types its standard input at the console",
                RUN + ("--media", "direct", "--exit"), typed="hello\nexit\n",
                expect=("^hello, world$", CLEAN)),
    CommandCase("scripts/run --timeout ends a machine that goes on, with status 124",
                RUN + ("--media", "direct", "--timeout", "5", "--init", "sh"), status=124),
    CommandCase("scripts/run ends with status 1 after a kernel panic",
                RUN + ("--media", "direct", "--exit"), typed="\x1cpanic\n",
                status=1, expect=("^kernel panic",), forbid=()),
    CommandCase("scripts/run ends with status 1 after a triple fault",
                RUN + ("--media", "direct", "--exit", "--qemu", "-kernel '{build}/tests/system/triple_fault'"),
                status=1, expect=("the machine reset itself",)),
    CommandCase("scripts/run --media direct boots by UEFI as well",
                RUN + ("--media", "direct", "--firmware", "uefi", "--init", "hello", "--exit"), expect=(("^hello, world$", CLEAN),)),
    CommandCase("scripts/run refuses 32-bit UEFI where it does not run",
                RUN + ("--firmware", "uefi32"), status=1, expect=("--machine q35",)),
    CommandCase("scripts/run --firmware, --media and --machine choose the way to boot",
                RUN + ("--firmware", "uefi", "--media", "usb", "--machine", "q35", "--init", "hello", "--exit"),
                expect=(("BdsDxe: starting .*USB", "^hello, world$", CLEAN),)),
    CommandCase("scripts/cc builds a program outside the tree and scripts/run --add runs it",
                RUN + ("--add", "{folder}/outside", "--init", "outside argument", "--exit"),
                prepare=(("{root}/scripts/cc", "--build-dir", "{build}", "-o", "{folder}/outside",
                          "{root}/tests/system/outside.c"),),
                expect=("^outside: 2 argument$", CLEAN)),
    CommandCase("the monitor knows the functions and lines of a program that scripts/cc built",
                ("{root}/scripts/run", "--build-dir", "{build}", "--headless", "--media", "direct", "--add", "{folder}/outside",
                 "--init", "outside fault", "--exit"),
                prepare=(("{root}/scripts/cc", "--build-dir", "{build}", "-o", "{folder}/outside",
                          "{root}/tests/system/outside.c"),),
                expect=(r"^  at [0-9a-f]{8} umain\+0x[0-9a-f]+ outside\.c:\d+$", CLEAN)),
    CommandCase("a release build by the bare-metal cross file with the big lock runs",
                ("{root}/scripts/run", "--build-dir", "{folder}/build", "--headless", "--media", "direct",
                 "--init", "forktree", "--exit"),
                prepare=(("sh", "-c", TOOLS), ("sh", "-c", SETUP)),
                expect=("I am '111'$", CLEAN)),
    CommandCase("what the loader left in the trampoline's page is there again when all CPUs run",
                ("{root}/scripts/debug", "--build-dir", "{build}", "--media", "direct", "--init", "hello", "--",
                 "-batch", "-ex", "hbreak i386_start", "-ex", "continue", "-ex", "set *(int *)0x7000 = 0x54696e65",
                 "-ex", "hbreak program_start", "-ex", "continue", "-ex", "print/x *(int *)0xf0007000",
                 "-ex", "print ncpus"),
                expect=(("= 0x54696e65$", "= 4$"),)),
    CommandCase("scripts/debug stops at a breakpoint and lists environments and processors",
                ("{root}/scripts/debug", "--build-dir", "{build}", "--media", "direct", "--init", "forktree", "--",
                 "-batch", "-ex", "program forktree", "-ex", "hbreak umain", "-ex", "continue", "-ex", "envs",
                 "-ex", "cpus", "-ex", "info symbol $eip"),
                expect=(("^00001000 00000000 running ", "^  [0-3] yes    00001000", "^umain in section .text"),)),
    CommandCase("scripts/debug --attach joins a machine that runs already",
                ("sh", "-c", ATTACH), expect=("^kernel_main in section .text", "^hello, world$", CLEAN)),
    CommandCase("scripts/bootcode says where the panic was that printed the code",
                ("sh", "-c", "code=$('{root}/scripts/run' --build-dir '{build}' --headless --media direct --exit | "
                 "tr -d '\\r' | sed -n 's/^boot code //p'); '{root}/scripts/bootcode' \"$code\""),
                typed="\x1cpanic\n", expect=(("^stage 13: running programs$", r"^src/kernel/debug/.*\.c:\d+: panic\(.*asked for"),)),
    CommandCase("scripts/bootcode says what a code means",
                ("{root}/scripts/bootcode", "0708-CD7F"), expect=(("^stage 7: measuring the clock", "^src/arch/i386/boot/start.c:140: "),)),
    CommandCase("scripts/bootcode knows the code of the processor that is too old",
                ("{root}/scripts/bootcode", "00000000"), expect=("^stage 0: looking for what the processor must have$",)),
    CommandCase("scripts/bootcode notices a digit that was misread",
                ("{root}/scripts/bootcode", "0708-cb7f"), status=1, expect=("one of these digits is wrong",)),
    CommandCase("scripts/mkusb writes the image when told to, and nothing behind it",
                ("sh", "-c", MKUSB + " && cat '{build}/iso/tine.iso' /dev/zero | cmp -n 16777216 - '{folder}/stick'"),
                prepare=STICK, typed="yes\n", expect=(r"a file, 16\.0 MiB\) will be lost", "written to .* and read back")),
    CommandCase("scripts/mkusb writes nothing unless the answer is yes",
                ("sh", "-c", MKUSB + "; cmp -n 16777216 /dev/zero '{folder}/stick' && echo untouched"),
                prepare=STICK, typed="y\n", expect=("nothing was written", "^untouched")),
    CommandCase("scripts/mkusb refuses a stick that is too small",
                ("sh", "-c", "head -c 100000 /dev/zero > {folder}/stick; " + MKUSB),
                status=1, typed="yes\n", expect=("too little for",)),
    CommandCase("scripts/mkusb refuses what is not a disk",
                ("{root}/scripts/mkusb", "--yes", "--image", "{build}/iso/tine.iso", "/dev/null"),
                status=1, expect=("/dev/null is not a disk",)),
]
