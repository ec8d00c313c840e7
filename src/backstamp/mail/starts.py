"""Where the start tags of a parsed text stand, without asking the parser for every place.

The parser tells the line and column of an element's tag at once; to tell the whole place takes it longer than parsing.
The twins that it makes of some elements stand where the first of them does, and have no place of their own: only of
elements that share their line and column the whole place is asked for.
"""

import re
from itertools import accumulate

import turbohtml

_BREAK = re.compile(r"\r\n?|\n")


def starts(text: str, root: turbohtml.Document) -> list[tuple[int, turbohtml.Element]]:
    """Every element that has a start tag in the text, with the offset where the tag begins, in the order of the text.

    Args:
        text: what was parsed.
        root: the parsed tree.
    """
    lines = _lines(text)
    found: dict[int, turbohtml.Element] = {}
    twins: dict[int, list[turbohtml.Element]] = {}
    for node in root.iter_elements():
        line, column = node.source_line, node.source_col
        if line is None or column is None:
            continue  # the parser implied it
        offset = lines[line - 1] + column
        first = found.setdefault(offset, node)
        if first is not node:
            twins.setdefault(offset, [first]).append(node)
    for offset, nodes in twins.items():
        del found[offset]
        found.update((offset, node) for node in nodes if _is_placed(node))
    return sorted(found.items())


def _is_placed(node: turbohtml.Element) -> bool:
    location = node.source_location
    return location is not None and location.start_tag is not None


def _lines(text: str) -> list[int]:
    """Where each line begins; CRLF, CR and LF end one."""
    if text.count("\r") == text.count("\r\n"):
        return list(accumulate((len(line) + 1 for line in text.split("\n")), initial=0))
    return [0, *(match.end() for match in _BREAK.finditer(text))]
