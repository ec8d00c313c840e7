"""The demo from beginning to end: stage, play, report, the story of each recipient, and what a naive counter says."""

import os
import shutil
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from backstamp.app.clock import moment, now_us
from backstamp.app.config import ApiSection, CollectorSection, RelaySection, Settings, UpstreamSection
from backstamp.app.demo.clock import DemoClock
from backstamp.app.demo.naive import Comparison, compare
from backstamp.app.demo.play import DURATION, act_out
from backstamp.app.demo.sink import Sink
from backstamp.app.demo.stage import Played, Stage
from backstamp.app.demo.story import Truth
from backstamp.app.endpoint import free_endpoint
from backstamp.app.folder import DataFolder
from backstamp.app.models import DeliveryReport, Report
from backstamp.app.reading import reading
from backstamp.app.render import LOOKS, message_report
from backstamp.app.server import Server
from backstamp.errors import UsageError

MARK = "made-by-demo"


async def run_demo(folder: Path, console: Console) -> None:
    """Play the demo and print what came of it.

    Args:
        folder: the data folder that it leaves; one of an earlier demo is made anew.
        console: where to print.

    Raises:
        UsageError: the folder holds something that is not of an earlier demo, or cannot be made.
        AlreadyRunningError: a server works on the earlier demo's files.
        BackstampError: a part could not start or did not answer.
    """
    _clear(folder)
    clock = DemoClock(now_us() - DURATION)
    played = await _play(folder, clock, lambda line: console.print(_hanging(line, console.width)))
    clock.jump_to(now_us())
    with reading(folder) as reporter:
        report = reporter.newest(10)
    for part in _outcome(report, played, folder):
        console.print(part)


async def _play(folder: Path, clock: DemoClock, tell: Callable[[str], None]) -> Played:
    collector = free_endpoint()
    async with Sink() as sink:
        host, port = sink.address
        settings = Settings(
            data=folder,
            base_url=f"http://{collector}",
            relay=RelaySection(listen="127.0.0.1:0"),
            upstream=UpstreamSection(host=host, port=port),
            collector=CollectorSection(listen=str(collector), trusted_proxies=("127.0.0.1/32",)),
            api=ApiSection(listen="127.0.0.1:0"),
        )
        server = Server(settings, clock)
        await server.start()
        try:
            stage = Stage(server.relay_address, settings.base_url, settings.base_url, sink, clock, tell)
            return await act_out(stage)
        finally:
            await server.stop()


def _hanging(line: str, width: int) -> str:
    """A told line, wrapped so that what follows a time stands under its text."""
    return textwrap.fill(line, width, subsequent_indent=" " * 10 if line.startswith(" ") else "")


def _clear(folder: Path) -> None:
    try:
        if (folder / MARK).exists():
            with DataFolder(folder).locked():  # a server may still work on the earlier demo's files
                shutil.rmtree(folder)
        elif folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
            raise UsageError(f"{folder} exists and is not of an earlier demo: name another folder with --data")
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        (folder / MARK).touch()
    except OSError as error:
        raise UsageError(f"cannot make {folder} anew: {error.strerror}; name another folder with --data") from error


def _outcome(report: Report, played: Played, folder: Path) -> list[RenderableType]:
    deliveries = {each.recipient: each for message in report.messages for each in message.deliveries}
    until = f"{moment(played.sent):%H:%M} UTC"
    parts: list[RenderableType] = [Text(), Rule(f"What the report says (the letters were delivered at {until})")]
    parts += [message_report(message) for message in reversed(report.messages)]
    parts += [Rule("What truly happened, beside it"), _stories(played.truths, deliveries)]
    parts += [Rule("Three ways of counting"), _countings(played.truths, deliveries), _next_steps(folder, played)]
    return parts


def _stories(truths: tuple[Truth, ...], deliveries: dict[str, DeliveryReport]) -> RenderableType:
    table = Table(box=None, padding=(0, 2, 1, 0), header_style="dim", expand=True)
    table.add_column("Who", ratio=2)
    table.add_column("The truth", ratio=5)
    table.add_column("Backstamp says", ratio=2)
    for truth in truths:
        look = LOOKS[deliveries[truth.address].state]
        table.add_row(truth.name, Text(truth.what), Text(look.single, look.style))
    return Padding(table, (1, 0, 0, 1))


def _countings(truths: tuple[Truth, ...], deliveries: dict[str, DeliveryReport]) -> RenderableType:
    asked = {address for address, each in deliveries.items() if each.hits}
    clicked = {address for address, each in deliveries.items() if each.any_link}
    ours = {address for address, each in deliveries.items() if each.state in {"human-click", "human-open"}}
    our_clicks = {address for address, each in deliveries.items() if each.state == "human-click"}
    naive, honest = compare(truths, asked, clicked), compare(truths, ours, our_clicks)
    table = Table(box=None, padding=(0, 3, 0, 0), header_style="dim")
    for heading in ("", "read", "clicked", "wrongly said to have read", "readers not seen"):
        table.add_column(heading)
    table.add_row("the truth", str(naive.true_reads), str(naive.true_clicks), "", "")
    table.add_row("a naive counter", *_claims(naive), style="magenta")
    table.add_row("Backstamp, at least", *_claims(honest), style="green")
    return Padding(table, (1, 0, 1, 1))


def _claims(counted: Comparison) -> tuple[str, ...]:
    invented, missed = ", ".join(counted.invented_opens), ", ".join(counted.missed_reads)
    return str(counted.claimed_opens), str(counted.claimed_clicks), invented or "nobody", missed or "nobody"


def _next_steps(folder: Path, played: Played) -> RenderableType:
    lines = [Text(sentence, "yellow") for sentence in played.stand_ins]
    lines.append(Text(f"{played.requests} real HTTP requests were made; everything is in {folder}. Look closer:"))
    commands = ("hits", "explain 1", "report --json", "serve")
    lines += [Text(f"  {_program()} {command} --data {folder}", "bold") for command in commands]
    return Padding(Group(*lines), (0, 0, 0, 1))


def _program() -> str:
    """What to type to run this program again: `make demo` runs it from a virtual environment off the PATH."""
    return "backstamp" if shutil.which("backstamp") else os.path.relpath(sys.argv[0])
