"""``backstamp catalogue``: what is known of fetchers and networks, and how to bring it up to date."""

import typer

from backstamp.app.commands.options import Data

app = typer.Typer(help="What is known of fetchers and networks.", no_args_is_help=True)


@app.command("update")
def update(data: Data = None) -> None:
    """Load the lists of networks anew; older ones are kept: a hit is judged by the list of its own day."""
    import httpx2

    from backstamp.app.clock import moment, now_us
    from backstamp.app.config import load_settings
    from backstamp.app.folder import DataFolder
    from backstamp.catalogue.update import Sources
    from backstamp.catalogue.update import update as load_lists

    settings = load_settings(data)
    wanted, folder = settings.catalogue, DataFolder(settings.data)
    folder.make()
    sources = Sources(wanted.apple_relay, wanted.google_fetchers, wanted.asn_database, wanted.country_database)
    with httpx2.Client(timeout=60, headers={"user-agent": "backstamp"}) as client:
        loaded = load_lists(folder.catalogue, sources, client, moment(now_us()).date())
    for one in loaded:
        counts = ""
        if one.added is not None:
            since = f" since {one.compared}" if one.compared else ""
            counts = f": {one.added} added, {one.removed} removed, {one.unchanged} unchanged{since}"
        typer.echo(f"{one.name} of {one.dated}{counts}")


@app.command("show")
def show() -> None:
    """List what the package knows, each fact with its source and date."""
    from backstamp.catalogue import load_catalogue

    catalogue = load_catalogue()
    for fetcher in catalogue.fetchers:
        typer.echo(
            f"{fetcher.name}: {fetcher.title}; user agent {fetcher.how} {fetcher.pattern!r} "
            f"({fetcher.certainty}; {fetcher.source}, {fetcher.dated})"
        )
    for network in catalogue.network_facts:
        where = ", ".join([*network.cidrs, *(f"AS{number}" for number in network.asns)])
        typer.echo(f"{network.name}: {network.title}; {where} ({network.certainty}; {network.source}, {network.dated})")
    for claim in catalogue.refuted:
        typer.echo(f"refuted: {claim.name} {claim.claim}: {claim.why} ({claim.source}, {claim.dated})")
