"""The screen: a picture of it, read back glyph by glyph, shows what was printed.

SPDX-License-Identifier: MIT
"""

from dataclasses import replace

from harness.case import Case, Expected, Step
from tine.machine import Machine

PROMPT = r"^\$ "
VGA = ("-vga", "std")
MODE = "1024x768x32"


def with_card(machine: Machine, *card: str) -> Machine:
    return replace(machine, extra=card)


BIOS = Machine(media="cdrom", extra=VGA)
UEFI = Machine(media="cdrom", firmware="uefi", machine="q35", extra=VGA)

# More lines than any of the screens has, and one that is too long for all of them: the shell says it cannot run it.
LONG = "0123456789" * 23
SCROLLS = (*(Step(PROMPT, "yield\n"),) * 7, Step(PROMPT, f"{LONG}\n"))


def shows_output(where: str, machine: Machine, mode: str | None, columns: int, lines: int) -> Case:
    return Case(f"the screen shows what is printed: {where}", machine=machine, gfxpayload=mode, exits=False,
                steps=SCROLLS, until=rf"'{LONG}'.*\n\$ ", screen_size=(columns, lines), timeout_s=180)


OUTPUT = [
    shows_output("text by BIOS", BIOS, None, 80, 25),
    shows_output("640x480, 15 bits per pixel", BIOS, "640x480x15", 80, 30),
    shows_output("800x600, 16 bits per pixel", BIOS, "800x600x16", 100, 37),
    shows_output("1024x768, 24 bits per pixel", BIOS, "1024x768x24", 128, 48),
    shows_output("1920x1080, 32 bits per pixel", BIOS, "1920x1080x32", 240, 67),
    shows_output("2560x1600, with characters of double size", BIOS, "2560x1600x32", 160, 50),
    shows_output("1280x1024, 16 bits per pixel", BIOS, "1280x1024x16", 160, 64),
    shows_output("1152x864, 32 bits per pixel", BIOS, "1152x864x32", 144, 54),
    shows_output("text on a Cirrus card", with_card(BIOS, "-vga", "cirrus"), None, 80, 25),
    shows_output("800x600 on a Cirrus card", with_card(BIOS, "-vga", "cirrus"), "800x600x16", 100, 37),
    shows_output("1024x768 on VMware's card", with_card(BIOS, "-vga", "vmware"), "1024x768x32", 128, 48),
    shows_output("a framebuffer by UEFI", UEFI, None, 128, 48),
    shows_output("800x600 by UEFI", UEFI, "800x600", 100, 37),
    shows_output("1280x1024 by UEFI", UEFI, "1280x1024", 160, 64),
    shows_output("a Bochs display by UEFI", with_card(UEFI, "-vga", "none", "-device", "bochs-display"), None, 128, 48),
    shows_output("640x480 by UEFI", UEFI, "640x480", 80, 30),
    shows_output("1920x1080 by UEFI", UEFI, "1920x1080", 240, 67),
]


def colour_line(name: str) -> str:
    """Of screen_sample: the colour on black, bright white on it, the bright one on black, black on the bright one."""
    # Black on black is blank, and which of two colours is the background a blank cannot tell.
    visible = {"black": " +", "white": "white"}.get(name, rf"\[{name} on black\]{name}\[\]")
    return (rf"^{visible} \[bright white on {name}\]{name}\[\] "
            rf"\[bright {name} on black\]{name}\[\] \[black on bright {name}\]{name}\[\]$")


SAMPLE: tuple[Expected, ...] = (
    "^K>",
    (r"^The top line {47}the top's right$", *map(colour_line, (
        "black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")),
     "^ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒ$", "^áíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐$",
     "^└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌", "^αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■$",
     r"^\[black on white\]reverse\[\] after a tab, and this\.$",
     "^Erased!$\n^$\n^screen_sample: passed$"),  # the cursor has been on the line between, and left nothing
)


def shows_sample(where: str, machine: Machine, mode: str | None = None) -> Case:
    return Case(f"colours, places and characters are right: {where}", init=("screen_sample",), machine=machine,
                gfxpayload=mode, exits=False, until="^K> ", screen=SAMPLE, timeout_s=180)


SAMPLES = [
    shows_sample("text by BIOS", BIOS),
    shows_sample("15 bits per pixel", BIOS, "640x480x15"),
    shows_sample("16 bits per pixel", BIOS, "800x600x16"),
    shows_sample("24 bits per pixel", BIOS, "1024x768x24"),
    shows_sample("a framebuffer by UEFI", UEFI),
]

CHOICE = [
    Case("console=screen leaves the serial port for input only", machine=BIOS, words=("console=screen",), exits=False,
         steps=(Step("^Tine$", "hello\n"),), until="", screen=((r"^\$ hello$", "^hello, world$", r"^\$"),),
         forbid=("hello, world",)),
    Case("console=serial leaves the screen alone", machine=BIOS, words=("console=serial",), exits=False,
         until=PROMPT, screen=("Booting `Tine'",)),
    Case("console= takes a list, and a device that is not there is made up for", machine=BIOS,
         words=("console=fb,vga",), exits=False, steps=(Step("^Tine$", "hello\n"),), until="",
         screen=((r"^\$ hello$", "^hello, world$", r"^\$"),), forbid=("hello, world",)),
    Case("console=fb on a text screen leaves the serial port", machine=BIOS, words=("console=fb",), init=("hello",),
         expect=("^hello, world$",)),
    Case("console=serial without a serial port shows everything on the screen", words=("console=serial",), exits=False,
         at_screen=True, steps=(Step(r"^\$$", "hello\n"), Step("^hello, world$", "exit\n"), Step("^K>$", "poweroff\n"))),
    Case("console= of nonsense gets a sentence, and everything a console", machine=BIOS, words=("console=tty0,",),
         init=("hello",), expect=(r"^console: what is 'tty0'\? There are serial, vga, fb, screen.$", "^hello, world$")),
    Case("a framebuffer too small for the console is refused, and why is said", machine=BIOS, gfxpayload="320x240x32",
         init=("hello",), expect=(r"^framebuffer: 320x240, 32 bits per pixel, at 0x[0-9a-f]+: not used, as it is too small$",
                                  "^hello, world$")),
    Case("a processor without PAT paints a framebuffer too", init=("screen_sample",), gfxpayload=MODE,
         machine=Machine(media="cdrom", extra=(*VGA, "-cpu", "max,-pat")), exits=False, until="^K> ", screen=SAMPLE),
]

# The monitor reads the entries and the processor's table of types. The framebuffer is at KFRAMEBUFFER, devices from KMMIO on.
TYPES = [
    Case(f"the framebuffer is {kind}, and devices' registers uncached: {where}", machine=machine, gfxpayload=MODE, exits=False,
         steps=(Step(PROMPT, "exit\n"), Step("^K> ", "mappings fdc00000 fdffffff\n"), Step("^K> ", "mappings fd800000 fd800fff\n"),
                Step("^K> ", "poweroff\n")),
         expect=((rf"^fdc00000-fdefffff  [0-9a-f]+  kernel rw-  {kind}$", "^fd800000-.*  kernel rw-  uncached$"),), timeout_s=180)
    for kind, where, machine in (
        ("write-combining", "by BIOS", BIOS), ("write-combining", "by UEFI", UEFI),
        ("uncached", "by a processor without PAT", with_card(BIOS, *VGA, "-cpu", "max,-pat")))
]

# Panics from before the console's devices are chosen: no memory is found, or nothing is known of the machine.
EARLY = [
    Case(f"an early panic is on the screen and the serial port: {where}", machine=machine, gfxpayload=mode, broken=broken,
         exits=False, until=r"^boot code .*\n(?s:.*)^K> ", screen=(("^Tine$", f"^kernel panic on CPU 0 at .*{message}", "^boot code "),),
         allow=("kernel panic",), timeout_s=180)
    for where, machine, mode, broken, message in (
        ("text by BIOS", BIOS, None, "physmap_take", "not enough memory"),
        ("text by BIOS, without boot information", BIOS, None, "multiboot2_read", "not enough memory"),
        ("a framebuffer by BIOS", BIOS, "1024x768x32", "physmap_take", "not enough memory"),
        ("a framebuffer by UEFI", UEFI, None, "physmap_take", "not enough memory"),
    )
]

CASES = OUTPUT + SAMPLES + CHOICE + TYPES + EARLY
