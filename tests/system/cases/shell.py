"""What a person types: the shell, and the kernel's monitor.

SPDX-License-Identifier: MIT
"""

from cases.devices import SPECIAL, SPECIAL_GIVE
from harness.case import Case, Step

PROMPT = r"^\$ "

CASES = [
    Case("the shell runs a program with arguments",
         steps=(Step(PROMPT, "forktree 1\n"), Step(PROMPT, "exit\n")),
         expect=(("I am ''$", "I am '1'$"),),
         forbid=("I am '00'",)),
    Case("the shell goes on while a program waits in the background and ends it when told to",
         # It may still be on its way to where it waits: CPUs are as fast as the host lets them be.
         steps=(Step(PROMPT, "wait_forever &\n"), Step(r"\[00001002\] wait_forever$", "hello\n"),
                Step("^hello, world$", "envs\n"), Step(r"^00001002 00001001 \w+ +.* wait_forever$", "kill 1002\n"),
                Step("free env 00001002$", "exit\n"))),
    Case("the shell hears the PS/2 keyboard: shift, backspace, cursor and function keys, and the keypad",
         steps=(Step(PROMPT, keys=("h", "e", "l", "l", "x", "backspace", "o", "ret")),
                Step(r"^hello, world$"),
                Step(PROMPT, keys=("shift-a", "b", "shift-1", "minus", "kp_7", "ret")),
                Step("no program or command 'Ab!-7'", keys=SPECIAL), Step(SPECIAL_GIVE, "exit\n"))),
    Case("the shell lists programs and environments",
         steps=(Step(PROMPT, "programs\n"), Step("^stresssched +[0-9]+ bytes$", "envs\n"),
                Step("^00001001 00001000 running .* sh$", "ps\n"),
                Step(r"^00001001 00001000 running +\d+ +\d+ +\d+ +31 +1000 sh$", "exit\n"))),
    Case("the shell says so when there is no such program",
         steps=(Step(PROMPT, "nosuchprogram\n"), Step("no program or command 'nosuchprogram'", "exit\n"))),
    Case("the shell gives devices to a program only when it is told to drive them",
         steps=(Step(PROMPT, "rtc\n"), Step("^rtc: no driver for the clock: not granted$", ""),
                Step(PROMPT, "drive rtc 2\n"), Step(r"^rtc: 20\d\d-\d\d-\d\d \d\d:\d\d:\d\d UTC$", ""),
                Step("^rtc: 20", ""), Step("^rtc: 20", ""), Step(PROMPT, "exit\n"))),
    Case("a child forgets what it was told after a checkpoint, and a copy of it made from bytes does",
         steps=(Step(PROMPT, "forget\n"), Step("^forget> ", "3\n"), Step("^I know 1 line, sum 3: '3'$", "save\n"),
                Step("^Checkpoint 1: ", "4.5\n"), Step("sum 7.5: '4.5' '3'$", "wine\n"),
                Step("^I know 3 lines", "save\n"), Step("^Checkpoint 2: ", "forget 1\n"),
                Step("^Back at checkpoint 1", "water\n"), Step("^I know 2 lines, sum 3: 'water' '3'$", "forget\n"),
                Step("^Back at checkpoint 2", "move\n"), Step("^It goes on as 00001004, ", "x\n"),
                Step("^I know 4 lines, sum 7.5: 'x' 'wine' '4.5' '3'$", "forget 1\n"),
                Step("^Back at checkpoint 1", "y\n"), Step("^I know 2 lines, sum 3: 'y' '3'$", "quit\n"),
                Step(PROMPT, "exit\n"))),
    Case("a program's fault leaves the shell running",
         steps=(Step(PROMPT, "faultread\n"), Step("user fault va 00000000", ""), Step(PROMPT, "hello\n"),
                Step("hello, world", "exit\n"))),
]
