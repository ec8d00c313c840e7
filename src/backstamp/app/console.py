"""The console that reports are printed on: a terminal's width, or a fixed one where output is piped."""

import os
import re
import sys
from typing import IO, cast

from rich.console import Console

_PIPED_WIDTH = 110
_LAST_BLANKS = re.compile(r" +$", re.MULTILINE)


def make_console(*, stderr: bool = False) -> Console:
    """A console on standard output or error; where that is no terminal, ``COLUMNS`` or 110 wide, without padding."""
    console = Console(highlight=False, stderr=stderr)
    if console.is_terminal:
        return console
    width = console.width if os.environ.get("COLUMNS", "").isdigit() else _PIPED_WIDTH
    file = sys.stderr if stderr else sys.stdout
    return Console(highlight=False, width=width, file=cast("IO[str]", _Trimmed(file)))


class _Trimmed:
    """A file without blanks at the ends of lines, with which rich fills every line."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file

    def write(self, text: str) -> int:
        """Write whole lines."""
        return self._file.write(_LAST_BLANKS.sub("", text))

    def flush(self) -> None:
        """Hand on what is buffered."""
        self._file.flush()
