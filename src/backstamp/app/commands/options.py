"""Options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

Data = Annotated[
    Path | None,
    typer.Option("--data", help="Data folder.  [default: backstamp-data, or BACKSTAMP_DATA]", show_default=False),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON; its fields are documented in docs/json.md.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")]
BaseUrl = Annotated[
    str | None, typer.Option("--base-url", help="Public address of the collector.  [default: from the settings]")
]
