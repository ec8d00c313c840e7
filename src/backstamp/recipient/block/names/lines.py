"""Line by line: the files of most programs that decide on names are a comment, and a few lines for each host."""

from collections.abc import Callable, Iterator, Sequence

from backstamp.recipient.block.format import Heading
from backstamp.recipient.block.layout import TITLES, heading_lines, names, sections
from backstamp.recipient.block.target import Target

Entry = Callable[[str, bool], list[str]]
"""The lines for a host; the second argument says whether all names below it are meant."""


def in_lines(targets: Sequence[Target], heading: Heading, entry: Entry, *notes: str, mark: str = "#") -> str:
    """A whole file: heading, notes, then a section for each scope.

    Args:
        targets: of any kind; only whole hosts that have a name are used.
        heading: for the comment at the top.
        entry: the lines for one host.
        notes: more lines for the comment at the top.
        mark: what begins a comment.
    """
    lines = [f"{mark} {line}" for line in (*heading_lines(heading), *notes)]
    for title, hosts in named_sections(targets):
        lines += ["", f"{mark} {title}"]
        for host, below in hosts.items():
            lines += entry(host, below)
    return "\n".join(lines) + "\n"


def named_sections(targets: Sequence[Target]) -> Iterator[tuple[str, dict[str, bool]]]:
    """The title of each section that has hosts with names, and these hosts as in ``layout.names``."""
    for scope, those in sections(targets):
        if hosts := names(those):
            yield TITLES[scope], hosts
