"""Progress of a long scan, on standard error and only where that is a terminal."""

import sys
import time
from collections.abc import Iterator

from backstamp.app.printable import printable
from backstamp.app.scan_tally import Tally
from backstamp.app.scanning import Result

_PATIENCE = 1.0
"""Seconds after which progress is shown: short work shows none."""


def watched(found: Iterator[Result], tally: Tally, *, shown: bool) -> Iterator[Result]:
    """The same results; meanwhile a line tells how far it is, and is taken away at the end.

    Args:
        found: results.
        tally: what the caller counts them in.
        shown: whether progress is wanted at all.
    """
    if not (shown and sys.stderr.isatty()):
        yield from found
        return
    begun = time.monotonic()
    for result in found:
        yield result
        if time.monotonic() - begun > _PATIENCE:
            break
    else:
        return
    yield from _with_line(found, tally, begun)


def _with_line(found: Iterator[Result], tally: Tally, begun: float) -> Iterator[Result]:
    from rich.console import Console  # noqa: PLC0415 - short work shows no progress
    from rich.status import Status  # noqa: PLC0415 - as above
    from rich.text import Text  # noqa: PLC0415 - as above

    console = Console(stderr=True, highlight=False)
    told = 0.0
    with Status(Text("scanning"), console=console) as status:
        for result in found:
            yield result
            now = time.monotonic()
            if now - told > 0.2:
                told = now
                rate = tally.messages / max(now - begun, 0.001)
                where = printable(result.path, max(20, console.width - 60))
                words = f"{tally.messages:,} messages, {tally.tracked:,} tracked, {rate:,.0f}/s  {where}"
                status.update(Text(words, no_wrap=True, overflow="ellipsis"))
