"""Progress of a long hunt, on standard error and only where that is a terminal."""

import sys

from rich.console import Console
from rich.status import Status
from rich.text import Text

from backstamp.app.hunting import Hunt, Question, Watch, hunt
from backstamp.app.printable import printable


def watched(question: Question, *, shown: bool) -> Hunt:
    """Hunt; meanwhile a line tells how far it is, and is taken away at the end.

    Args:
        question: what to hunt for.
        shown: whether progress is wanted at all.
    """
    watch = Watch()
    if not (shown and sys.stderr.isatty()):
        return hunt(question, watch)
    console = Console(stderr=True, highlight=False)
    with Status(_Line(watch), console=console):
        return hunt(question, watch)


class _Line:
    """What is going on, asked anew whenever the line is drawn."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch

    def __rich__(self) -> Text:
        watch = self._watch
        read = f", {watch.counts.octets / 1e6:,.0f} MB" if watch.counts.octets else ""
        words = f"{printable(watch.doing, 60)}{read}, {watch.events:,} events found"
        return Text(words, no_wrap=True, overflow="ellipsis")
