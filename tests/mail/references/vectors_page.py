"""The table in docs/vectors.md, made from the vectors; ``python tests/mail/references/vectors_page.py`` writes it."""

import re
import runpy
from itertools import groupby
from pathlib import Path

PAGE = Path(__file__).resolve().parents[3] / "docs" / "vectors.md"
START = "<!-- generated from tests/mail/references/vectors.py: do not edit below -->\n"


def table(vectors) -> str:
    """The vectors by group, each with its first reference; samples are in the source."""
    lines = [f"{len(vectors)} vectors, each a test.\n"]
    for group, rows in groupby(vectors, key=lambda vector: vector.group):
        lines += [f"\n## {group}\n\n", "| vector | reference | kind | fetched |\n|---|---|---|---|\n"]
        lines += [_row(vector) for vector in rows]
    return "".join(lines)


def _row(vector) -> str:
    told = [reference.split(" | ") for reference in vector.expected]
    if not told:
        return f"| {vector.name} | none: nothing to fetch | | |\n"
    columns = (", ".join(dict.fromkeys(one[place] for one in told)) for place in (2, 0, 1))
    names, kinds, triggers = (re.sub(r"[|<>]", lambda match: f"&#{ord(match[0])};", column) for column in columns)
    return f"| {vector.name} | {names} | {kinds} | {triggers} |\n"


def page(vectors) -> str:
    """The whole page: what stands above the mark is written by hand."""
    return PAGE.read_text(encoding="utf-8").partition(START)[0] + START + "\n" + table(vectors)


if __name__ == "__main__":
    PAGE.write_text(page(runpy.run_path(str(Path(__file__).with_name("vectors.py")))["VECTORS"]), encoding="utf-8")
