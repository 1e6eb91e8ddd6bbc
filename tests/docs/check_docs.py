#!/usr/bin/env python3
"""Documents agree with the tree: check_docs.py RULE. RULES has them all.

SPDX-License-Identifier: MIT
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TOP_FOLDERS = r"(?:src|tests|scripts|iso|cross|docs|web)"
LONGEST_DOCUMENT = 200
GENERATED = "syscalls.md"  # one entry per system call, to look things up in
PLACEHOLDER = "NAME"  # `src/user/NAME.c` is any program


def documents() -> list[Path]:
    return sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


def complaints(document: Path, text: str) -> list[str]:
    """Every file, `file:symbol`, and link of one document that is not there."""
    found = []
    for path, symbol in re.findall(rf"`({TOP_FOLDERS}/[\w./-]*)(?::([\w.]+))?`", text):
        file = ROOT / path
        if PLACEHOLDER in file.stem:
            continue
        if not file.exists():
            found.append(f"no such file: {path}")
        elif symbol and (file.is_dir() or not re.search(rf"\b{re.escape(symbol)}\b", file.read_text())):
            found.append(f"no {symbol} in {path}")
    for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text):
        if not (document.parent / link).exists():
            found.append(f"no such file: {link}")
    if len(text.splitlines()) > LONGEST_DOCUMENT and document.name != GENERATED:
        found.append(f"longer than {LONGEST_DOCUMENT} lines")
    return found


def check_citations() -> list[str]:
    """What documents cite exists."""
    return [f"{document.relative_to(ROOT)}: {complaint}"
            for document in documents() for complaint in complaints(document, document.read_text())]


def check_reference() -> list[str]:
    """docs/syscalls.md is what its generator makes."""
    with tempfile.TemporaryDirectory(prefix="tine-docs-") as folder:
        made = Path(folder) / "syscalls.md"
        subprocess.run([sys.executable, "-B", ROOT / "scripts/build/reference.py", made], check=True)
        if made.read_text() != (ROOT / "docs/syscalls.md").read_text():
            return ["docs/syscalls.md is stale: scripts/build/reference.py docs/syscalls.md"]
    return []


def check_tested() -> list[str]:
    """docs/hardware.md says of machines what the boot tests try."""
    table = subprocess.check_output([sys.executable, "-B", ROOT / "tests/system/run.py", "--tested"], text=True)
    if table not in (ROOT / "docs/hardware.md").read_text():
        return ["the table in docs/hardware.md is stale: tests/system/run.py --tested prints it"]
    return []


def check_itself() -> list[str]:
    """Citations of what is not there are found."""
    planted = {
        "`src/abi/none.h`": "no such file",
        "`src/abi/mmu.h:PTE_NONE`": "no PTE_NONE",
        "`src/abi:PTE_P`": "no PTE_P",
        "[page](none.md)": "no such file",
        "\n" * (LONGEST_DOCUMENT + 1): "longer than",
    }
    sound = "`src/abi/mmu.h`, `src/abi/mmu.h:PTE_P`, `src/abi`, [abi](src/abi/mmu.h), [x](https://none.example)"
    found = [f"not noticed: {text!r}" for text, complaint in planted.items()
             if not any(complaint in made for made in complaints(ROOT / "README.md", text))]
    return found + complaints(ROOT / "README.md", sound)


RULES = {"citations": check_citations, "reference": check_reference, "tested": check_tested, "itself": check_itself}


def main() -> int:
    if len(sys.argv) != 2 or sys.argv[1] not in RULES:
        sys.exit(f"usage: check_docs.py {'|'.join(RULES)}")
    found = RULES[sys.argv[1]]()
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
