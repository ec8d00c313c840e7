"""``backstamp keys``: make, list and retire the keys that seal tokens."""

import json
from typing import TYPE_CHECKING, Annotated

import typer

from backstamp.app.commands.options import Data, Json

if TYPE_CHECKING:
    from backstamp.tokens.keyfile import KeyFile

app = typer.Typer(help="Make, list and retire the keys that seal tokens.", no_args_is_help=True)


@app.command("new")
def new(data: Data = None) -> None:
    """Make a key that seals from now on; older keys go on opening mail that is out."""
    record = _keyfile(data, make=True).new()
    typer.echo(f"{record.id}: seals from now on. A running server takes it up within a second.")


@app.command("list")
def show(data: Data = None, as_json: Json = False) -> None:
    """List the keys, newest first."""
    records = _keyfile(data).records()
    in_use = [record for record in records if record.retired is None]
    rows = [
        {
            "id": record.id,
            "created": record.created.isoformat(),
            "retired": record.retired.isoformat() if record.retired else None,
            "use": "retired" if record.retired else "seals and opens" if record is in_use[0] else "opens",
        }
        for record in records
    ]
    if as_json:
        typer.echo(json.dumps(rows, indent=2))
    elif rows:
        for row in rows:
            typer.echo(f"{row['id']}  {row['created']}  {row['use']}")
    else:
        typer.echo("No key yet: the first is made when a message is stamped, or by `backstamp keys new`.")


@app.command("retire")
def retire(
    key_id: Annotated[str, typer.Argument(help="Id of the key, as `backstamp keys list` shows it.")],
    data: Data = None,
) -> None:
    """Destroy a key: mail stamped with it goes silent for good."""
    record = _keyfile(data).retire(key_id)
    typer.echo(f"{record.id}: retired; its tokens open nothing any more.")


def _keyfile(data: Data, *, make: bool = False) -> "KeyFile":
    from backstamp.app.config import load_settings
    from backstamp.app.folder import DataFolder
    from backstamp.tokens.keyfile import KeyFile

    folder = DataFolder(load_settings(data).data)
    if make:
        folder.make()
    return KeyFile(folder.keys)
