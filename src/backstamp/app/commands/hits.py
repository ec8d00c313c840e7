"""``backstamp hits``: the hits one by one, judged, as they come."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from backstamp.app.commands.options import Data, Json

if TYPE_CHECKING:
    from backstamp.app.models import HitReport

_PAGE = 500
_INTERVAL = 0.5


def hits(
    follow: Annotated[
        bool, typer.Option("--follow", "-f", help="Go on showing hits as they come; end with Ctrl-C.")
    ] = False,
    after: Annotated[int, typer.Option("--after", min=0, help="Only hits with a number above this.")] = 0,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """List the hits, judged, oldest first; with --json one object per line."""
    from backstamp.app.reading import reading

    show = _printer(as_json=as_json)
    with reading(data) as reporter:
        cursor = after
        while True:
            page = reporter.hits(cursor, _PAGE)
            for hit in page:
                show(hit)
                cursor = hit.id
            if not page and not follow:
                return
            if len(page) < _PAGE and follow:
                time.sleep(_INTERVAL)


def _printer(*, as_json: bool) -> Callable[["HitReport"], None]:
    if as_json:
        from backstamp.app.printable import printable_json

        return lambda hit: print(printable_json(hit.model_dump_json()), flush=True)
    from backstamp.app.render import hit_line, make_console

    console = make_console()
    return lambda hit: console.print(hit_line(hit), soft_wrap=True)
