"""``backstamp demo``: two newsletters, twelve readers, real SMTP and HTTP, and an honest report at the end."""

from pathlib import Path
from typing import Annotated

import typer


def demo(
    data: Annotated[Path, typer.Option("--data", help="Data folder to leave; an earlier demo's is made anew.")] = Path(
        "backstamp-demo"
    ),
) -> None:
    """Act out two newsletters with twelve readers on this machine, and report who opened them."""
    import asyncio

    from backstamp.app.demo.run import run_demo
    from backstamp.app.logs import configure_logs
    from backstamp.app.render import make_console

    configure_logs(quiet=True)
    asyncio.run(run_demo(data, make_console()))
