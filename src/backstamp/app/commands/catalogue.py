"""``backstamp catalogue``: what is known of fetchers, networks and trackers, and how to bring it up to date."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from backstamp.app.commands.options import Data, Json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydantic import BaseModel

    from backstamp.catalogue.trackers import TrackerBook

app = typer.Typer(help="What is known of fetchers, networks and trackers.", no_args_is_help=True)


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
    """List what the package knows of fetchers and networks, each fact with its source and date."""
    from backstamp.catalogue.catalogue import load_catalogue

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


@app.command("list")
def list_rules(
    *,
    vendor: Annotated[str, typer.Option("--vendor", help="Only vendors with this in their name.")] = "",
    serves: Annotated[
        Literal["open", "click", "content"] | None, typer.Option("--serves", help="Only rules for URLs of this kind.")
    ] = None,
    as_json: Json = False,
    data: Data = None,
) -> None:
    """List the rules by which trackers are known: the package's, and those of imported lists."""
    from backstamp.app.tracker_models import TrackerReport

    rules = [
        TrackerReport.of(rule)
        for rule in _book(data).rules
        if vendor.casefold() in rule.vendor.casefold() and (serves is None or serves in rule.serves)
    ]
    if as_json:
        _print_json(rules)
    else:
        from backstamp.app.render import make_console
        from backstamp.app.tracker_render import rule_table

        make_console().print(rule_table(rules))


@app.command("explain")
def explain(
    url: Annotated[str, typer.Argument(metavar="URL", help="As it stands in a message.")],
    *,
    as_json: Json = False,
    data: Data = None,
) -> None:
    """Explain what is known of one URL: which rules fit it, who is behind it, what it serves, who says so.

    Nothing is asked of the network. Exit code 0 also where nothing is known.
    """
    from backstamp.app.tracker_lookup import explain_url

    report = explain_url(_book(data), url)
    if as_json:
        _print_json([report])
    else:
        from backstamp.app.render import make_console
        from backstamp.app.tracker_render import url_explained

        make_console().print(url_explained(report))


@app.command("test")
def try_urls(
    urls: Annotated[list[str], typer.Argument(metavar="URL|FILE…", help="URLs, or files with one a line; - is stdin.")],
    *,
    as_json: Json = False,
    data: Data = None,
) -> None:
    """Test URLs: for each, the strongest rule that fits it.

    Exit code 1 where a certain or probable rule for opens or clicks fits any of them, 0 where none does.
    """
    from backstamp.app.render import make_console
    from backstamp.app.tracker_lookup import look_up, urls_of
    from backstamp.app.tracker_models import UrlReport
    from backstamp.app.tracker_render import url_line

    book, console, tracked = _book(data), make_console(), False
    for url in urls_of(urls):
        report = look_up(book, url)
        tracked = tracked or (report is not None and report.tracker)
        if as_json:
            _print_json([report or UrlReport(url=url, tracker=False, rules=(), host_rules=())])
        else:
            console.print(url_line(url, report), soft_wrap=True)
    raise typer.Exit(1 if tracked else 0)


@app.command("import")
def import_list(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A list that you have downloaded.")],
    *,
    name: Annotated[str, typer.Option("--name", help="What to call it: a-z, 0-9 and -.")],
    list_format: Annotated[
        Literal["abp", "disconnect", "domains"] | None,
        typer.Option("--format", help="Rules of an ad blocker, Disconnect's JSON, or names.  [default: found out]"),
    ] = None,
    licence: Annotated[
        str, typer.Option("--licence", help="Under which it may be used; needed where its header states none.")
    ] = "",
    category: Annotated[
        list[str] | None,
        typer.Option("--category", help="Of Disconnect's list; may be repeated.  [default: Email, EmailAggressive]"),
    ] = None,
    data: Data = None,
) -> None:
    """Read a public list of trackers into the data folder; one of the same name is replaced.

    None comes with Backstamp: what a list may be used for is between you and those who made it. Its licence is noted.
    """
    from backstamp.app.clock import moment, now_us
    from backstamp.app.render import make_console
    from backstamp.app.tracker_render import import_told
    from backstamp.catalogue.tracker_lists.disconnect import CATEGORIES
    from backstamp.catalogue.tracker_lists.load import ListFormat, load_list
    from backstamp.catalogue.tracker_lists.store import write_list

    folder = _folder(data)
    _check_name(name)
    imported = load_list(
        file,
        name,
        moment(now_us()).date(),
        form=ListFormat(list_format) if list_format else None,
        licence=licence,
        categories=category or CATEGORIES,
    )
    place = write_list(folder, imported.kept)
    make_console().print(import_told(imported, str(place)))


@app.command("forget")
def forget(
    name: Annotated[str, typer.Argument(metavar="NAME", help="As `backstamp catalogue lists` shows it.")],
    data: Data = None,
) -> None:
    """Remove an imported list."""
    from backstamp.catalogue.tracker_lists.store import forget_list

    _check_name(name)
    forget_list(_folder(data), name)
    typer.echo(f"{name} is forgotten.")


@app.command("lists")
def lists(*, as_json: Json = False, data: Data = None) -> None:
    """Show the lists that were imported, with their licences."""
    from backstamp.app.tracker_models import ListReport
    from backstamp.catalogue.tracker_lists.store import read_lists

    reports = [ListReport.of(kept) for kept in read_lists(_folder(data))]
    if as_json:
        _print_json(reports)
    else:
        from backstamp.app.render import make_console
        from backstamp.app.tracker_render import list_table

        make_console().print(list_table(reports))


def _folder(data: Path | None) -> Path:
    from backstamp.app.config import load_settings

    return load_settings(data).data


def _book(data: Path | None) -> "TrackerBook":
    from backstamp.catalogue.trackers import load_trackers

    return load_trackers(_folder(data))


def _check_name(name: str) -> None:
    from backstamp.catalogue.tracker_lists.store import is_list_name
    from backstamp.errors import UsageError

    if not is_list_name(name):
        raise UsageError(f"{name[:60]!r} is no name for a list: give at most 40 of a-z, 0-9 and -, such as adguard-25")


def _print_json(reports: "Sequence[BaseModel]") -> None:
    from backstamp.app.printable import printable_json

    for report in reports:
        typer.echo(printable_json(report.model_dump_json()))
