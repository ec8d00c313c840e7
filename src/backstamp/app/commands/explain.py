"""``backstamp explain``: the evidence of one verdict, in words."""

from typing import Annotated

import typer

from backstamp.app.commands.options import Data, Json


def explain(
    hit: Annotated[int, typer.Argument(help="Number of the hit, as `backstamp hits` shows it.")],
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Explain one verdict: what was asked for, by whom, and the evidence in words."""
    from backstamp.app.printable import printable_json
    from backstamp.app.reading import reading
    from backstamp.app.render import explanation, make_console

    with reading(data) as reporter:
        found = reporter.hit(hit)
    if as_json:
        typer.echo(printable_json(found.model_dump_json(indent=2)))
    else:
        make_console().print(explanation(found))
