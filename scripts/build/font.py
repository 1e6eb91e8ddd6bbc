#!/usr/bin/env python3
"""Make the console's font out of GRUB's: font.py FONT.pf2 OUT.c

The 8x16 pictures of code page 437, which is what a VGA's text mode shows. Control characters, and
those that the font has no picture of 8 pixels' width for, are blank. Same input, same output.
src/arch/i386/dev/font.h says how they are packed.

PFF2 is described in the GRUB manual for developers, "PFF2 Font Format".

SPDX-License-Identifier: MIT
"""

import struct
import sys
from pathlib import Path

WIDTH, HEIGHT = 8, 16
CHARACTERS = 256
BLANK = bytes(HEIGHT)


def sections(font: bytes) -> dict[bytes, bytes]:
    """The file's sections by name; that of the pictures, which has no length, is left out."""
    found = {}
    offset = 0
    while font[offset:offset + 4] not in (b"DATA", b""):
        name, size = struct.unpack_from(">4sI", font, offset)
        found[name] = font[offset + 8:offset + 8 + size]
        offset += 8 + size
    return found


def picture(font: bytes, offset: int, ascent: int) -> bytes:
    """A glyph's rows, a byte each with the leftmost pixel in the highest bit; blank if it is too large."""
    width, height, left, bottom, _advance = struct.unpack_from(">HHhhh", font, offset)
    top = ascent - bottom - height
    if left < 0 or left + width > WIDTH or top < 0 or top + height > HEIGHT:
        return BLANK
    bits = int.from_bytes(font[offset + 10:offset + 10 + (width * height + 7) // 8], "big")
    bits >>= -(width * height) % 8
    rows = [0] * HEIGHT
    for row in range(height):
        pixels = bits >> width * (height - 1 - row) & (1 << width) - 1
        rows[top + row] = pixels << WIDTH - left - width
    return bytes(rows)


def read_font(path: Path) -> list[bytes]:
    """For each character of code page 437 its rows."""
    font = path.read_bytes()
    found = sections(font)
    ascent, = struct.unpack(">H", found[b"ASCE"])
    offsets = {code: offset for code, _storage, offset in struct.iter_unpack(">IBI", found[b"CHIX"])}
    pictures = []
    for character in range(CHARACTERS):
        code = ord(bytes([character]).decode("cp437"))
        printable = character >= 0x20 and character != 0x7F and code in offsets
        pictures.append(picture(font, offsets[code], ascent) if printable else BLANK)
    return pictures


def pack(picture: bytes) -> bytes:
    """Which rows differ from the one above, the first from an empty one: a bit each, the lowest first. Then these."""
    changed = [row for row in range(HEIGHT) if picture[row] != (picture[row - 1] if row > 0 else 0)]
    return struct.pack("<H", sum(1 << row for row in changed)) + bytes(picture[row] for row in changed)


def source(pictures: list[bytes]) -> str:
    lines = ["/* Made by scripts/build/font.py. */", "#include <i386/dev/font.h>", "",
             "const uint8_t font_packed[] = {"]
    lines += ["\t" + ", ".join(f"{byte:#04x}" for byte in pack(picture)) + "," for picture in pictures]
    return "\n".join([*lines, "};", ""])


def main() -> int:
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    pictures = read_font(Path(sys.argv[1]))
    if BLANK in pictures[ord("!"):0x7F]:
        sys.exit(f"font.py: {sys.argv[1]} has not all of ASCII in 8x16")
    Path(sys.argv[2]).write_text(source(pictures))
    return 0


if __name__ == "__main__":
    sys.exit(main())
