"""Turns a picture of the screen back into text, glyph by glyph, by the font it was painted with.

A framebuffer is painted with the console's font, and a VGA's text mode with the one in its BIOS. Nothing is
guessed: a cell whose pixels are not exactly those of a character, in two of the console's colours, is an error.

SPDX-License-Identifier: MIT
"""

import itertools
import sys
from dataclasses import dataclass
from pathlib import Path

from tine.build import ROOT

sys.path.insert(0, str(ROOT / "scripts/build"))

import font as console_font

GRUB_FONT = Path("/usr/share/grub/unicode.pf2")
VGA_BIOS = Path("/usr/share/seabios/vgabios-stdvga.bin")
# By this the 8x16 font is found in the BIOS.
VGA_LETTER_A = bytes.fromhex("000010386cc6c6fec6c6c6c600000000")
VGA_TEXT_SIZE = (720, 400)
VGA_LINE_CHARACTERS = range(0xB0, 0xE0)  # QEMU shows their eighth column again as the ninth
VGA_CURSOR_ROWS = range(13, 15)

WIDTH, HEIGHT = console_font.WIDTH, console_font.HEIGHT
COLUMNS_MAX, LINES_MAX = 240, 67  # of characters; beyond that the framebuffer's are enlarged

COLOURS = {
    "black": (0, 0, 0), "red": (170, 0, 0), "green": (0, 170, 0), "yellow": (170, 85, 0),
    "blue": (0, 0, 170), "magenta": (170, 0, 170), "cyan": (0, 170, 170), "white": (170, 170, 170),
    "bright black": (85, 85, 85), "bright red": (255, 85, 85), "bright green": (85, 255, 85),
    "bright yellow": (255, 255, 85), "bright blue": (85, 85, 255), "bright magenta": (255, 85, 255),
    "bright cyan": (85, 255, 255), "bright white": (255, 255, 255),
}
COLOUR_ERROR = 8  # what is lost of 8 bits where a pixel has 5 or 6 of them

Pixel = bytes
Rows = tuple[int, ...]  # the pixels of a cell: a number per row, the leftmost pixel in the highest bit


class Unreadable(Exception):
    """The picture has something that is not the console's text."""


@dataclass(frozen=True)
class Character:
    character: str
    colours: str  # "red on black"


@dataclass(frozen=True)
class Picture:
    width: int
    height: int
    pixels: bytes  # red, green, blue

    @classmethod
    def read(cls, path: Path) -> "Picture":
        """A binary PPM as QEMU writes it."""
        magic, size, depth, pixels = path.read_bytes().split(b"\n", 3)
        width, height = map(int, size.split())
        if magic != b"P6" or depth != b"255" or len(pixels) != width * height * 3:
            raise Unreadable("no PPM picture")
        return cls(width, height, pixels)


def colour_name(pixel: Pixel) -> str:
    for name, colour in COLOURS.items():
        if all(abs(a - b) <= COLOUR_ERROR for a, b in zip(pixel, colour)):
            return name
    raise Unreadable(f"a colour that the console does not have: {pixel.hex()}")


class Reader:
    """Reads cells of width by height pixels, each scale times enlarged."""

    def __init__(self, width: int, scale: int, glyphs: dict[Rows, str]) -> None:
        self.width = width
        self.scale = scale
        self.glyphs = glyphs
        self.seen: dict[bytes, Character] = {}  # most cells look like one before

    def cell(self, picture: Picture, line: int, column: int) -> Character:
        step = self.scale
        rows = []
        for y in range(line * HEIGHT * step, (line + 1) * HEIGHT * step):
            start = (y * picture.width + column * self.width * step) * 3
            rows.append(picture.pixels[start:start + self.width * step * 3])
        key = b"".join(rows)
        if key not in self.seen:
            self.seen[key] = self.recognized(rows)
        return self.seen[key]

    def recognized(self, rows: list[bytes]) -> Character:
        pixels = [[row[i:i + 3] for i in range(0, len(row), 3)] for row in rows]
        if self.scale > 1:
            step = self.scale
            small = [row[::step] for row in pixels[::step]]
            if pixels != [[pixel for pixel in row for _ in range(step)] for row in small for _ in range(step)]:
                raise Unreadable("a character that is not evenly enlarged")
            pixels = small
        colours = sorted(set(itertools.chain.from_iterable(pixels)))
        if len(colours) == 1:
            return Character(" ", f"white on {colour_name(colours[0])}")
        if len(colours) > 2:
            raise Unreadable("a character of more than two colours")
        for background, foreground in (colours, reversed(colours)):
            glyph = tuple(sum((pixel == foreground) << self.width - 1 - x for x, pixel in enumerate(row))
                          for row in pixels)
            if glyph in self.glyphs:
                return Character(self.glyphs[glyph], f"{colour_name(foreground)} on {colour_name(background)}")
        raise Unreadable("a character that is not in the font:\n" + "\n".join(f"{row:0{self.width}b}" for row in glyph))


def framebuffer_reader(picture: Picture) -> Reader:
    scale = 1
    while picture.width // (WIDTH * scale) > COLUMNS_MAX or picture.height // (HEIGHT * scale) > LINES_MAX:
        scale += 1
    glyphs = {tuple(rows): bytes([code]).decode("cp437")
              for code, rows in enumerate(console_font.read_font(GRUB_FONT)) if any(rows)}
    return Reader(WIDTH, scale, glyphs)


def vga_reader() -> Reader:
    bios = VGA_BIOS.read_bytes()
    start = bios.index(VGA_LETTER_A) - ord("A") * HEIGHT
    glyphs = {}
    for code in range(0x20, 0x100):
        glyph = bios[start + code * HEIGHT:][:HEIGHT]
        ninth = 1 if code in VGA_LINE_CHARACTERS else 0
        rows = [row << 1 | row & ninth for row in glyph]
        character = bytes([code]).decode("cp437")
        glyphs[tuple(0x1FF if y in VGA_CURSOR_ROWS else row for y, row in enumerate(rows))] = character
        if any(rows):
            glyphs[tuple(rows)] = character
    return Reader(WIDTH + 1, 1, glyphs)


class Screen:
    """What a picture says."""

    def __init__(self, path: Path) -> None:
        picture = Picture.read(path)
        text = (picture.width, picture.height) == VGA_TEXT_SIZE
        reader = vga_reader() if text else framebuffer_reader(picture)
        self.columns = picture.width // (reader.width * reader.scale)
        self.lines = picture.height // (HEIGHT * reader.scale)
        self.cells = []
        for line in range(self.lines):
            try:
                self.cells.append([reader.cell(picture, line, column) for column in range(self.columns)])
            except Unreadable as wrong:
                raise Unreadable(f"line {line + 1}: {wrong}") from None

    def plain(self) -> list[str]:
        """The lines, without blanks at their ends."""
        return ["".join(cell.character for cell in line).rstrip() for line in self.cells]

    def coloured(self) -> str:
        """The text with its colours: [red on black] before what is, and [] where it is white on black again."""
        lines = []
        for line in self.cells:
            text = ""
            for colours, cells in itertools.groupby(line, key=lambda cell: cell.colours):
                characters = "".join(cell.character for cell in cells)
                text += characters if colours == "white on black" else f"[{colours}]{characters}[]"
            lines.append(text.rstrip())
        return "\n".join(lines)

    def printed(self, text: str) -> list[str]:
        """How the end of a printed text, which has no escape sequences in it, is shown on this screen."""
        lines = []
        for line in text.split("\n"):
            pieces = [line[i:i + self.columns].rstrip() for i in range(0, len(line), self.columns)]
            lines += pieces or [""]
        lines = lines[-self.lines:]
        return lines + [""] * (self.lines - len(lines))
