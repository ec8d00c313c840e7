"""``backstamp serve``: relay, milters, collector and JSON API in one process, until Ctrl-C."""

from typing import TYPE_CHECKING

import typer

from backstamp.app.commands.options import BaseUrl, Data, Quiet

if TYPE_CHECKING:
    from backstamp.app.config import Settings
    from backstamp.app.server import Server


def serve(data: Data = None, base_url: BaseUrl = None, quiet: Quiet = False) -> None:
    """Run relay, milters, collector and JSON API on one data folder; end with Ctrl-C."""
    import uvloop

    from backstamp.app.config import load_settings
    from backstamp.app.logs import configure_logs

    settings = load_settings(data, base_url=base_url)
    configure_logs(quiet=quiet)
    uvloop.run(_serve(settings, quiet=quiet))


async def _serve(settings: "Settings", *, quiet: bool) -> None:
    import asyncio
    import signal

    from backstamp.app.server import Server

    stopping = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    server = Server(settings)
    await server.start()
    try:
        if not quiet:
            typer.echo(_welcome(settings, server))
        await stopping.wait()
    finally:
        await server.stop()


def _welcome(settings: "Settings", server: "Server") -> str:
    from backstamp.app.endpoint import Endpoint

    relay = Endpoint(*server.relay_address)
    milter = f"Milter       {server.milter_address}  for Postfix's smtpd_milters\n" if server.milter_address else ""
    incoming = server.cleaning_address
    cleaning = f"Cleaning     {incoming}  for the smtpd_milters of incoming mail\n" if incoming else ""
    upstream = f"{settings.upstream.host}:{settings.upstream.port}"
    return (
        f"SMTP relay   {relay}  hands over to {upstream}; set it as your outgoing server\n"
        f"{milter}{cleaning}"
        f"Collector    http://{server.collector_endpoint}  answers pixels and links for {settings.base_url}\n"
        f"JSON API     http://{server.api_endpoint}  key in {settings.data / 'api.key'}\n"
        f"Data         {settings.data}  read it with: backstamp report --data {settings.data}\n"
        "Ctrl-C stops, after what was accepted is finished."
    )
