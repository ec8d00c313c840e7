"""Reports for people: rich tables on a terminal, the same words in plain text where output is piped."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from backstamp.app.models import DeliveryReport, HitReport, MessageReport

_BAR = 60
_PIPED_WIDTH = 110
_CLAIM_AT = 40


@dataclass(frozen=True, slots=True)
class Look:
    """How a state is shown: its words in a sum, its words for one delivery, its style and its sign."""

    counted: str
    single: str
    style: str
    sign: str


LOOKS = {
    "human-click": Look("clicked by a person", "a person clicked", "bold green", "█"),
    "human-open": Look("opened by a person", "a person opened it", "green", "▓"),
    "possible": Look("perhaps by a person", "perhaps a person", "yellow", "▒"),
    "no-information": Look("preloaded: nobody can know", "nobody can know", "cyan", "░"),
    "machine": Look("machines only", "machines only", "magenta", "×"),
    "none": Look("nothing loaded", "nothing loaded", "dim", "·"),
}
_VERDICT_STYLES = {
    "human-action": "bold green",
    "likely-human": "green",
    "possible": "yellow",
    "no-information": "cyan",
    "machine": "magenta",
}


def message_report(report: MessageReport) -> RenderableType:
    """One message: headline, bar, bounds, recipients, links."""
    blocks: list[RenderableType] = [_headline(report)]
    if report.untouched is not None:
        blocks.append(Text(f"Not stamped: {report.untouched} Nothing can be said about its readers.", "yellow"))
    else:
        blocks += [Text(), _bar(report), _legend(report), Text(), _bounds(report), _naive(report), Text()]
        blocks.append(_deliveries(report.deliveries))
        if any(link.people for link in report.links):
            blocks += [Text(), _links(report)]
    if not report.settled:
        blocks.append(Text("… provisional: a verdict settles 30 minutes after its hit.", "dim"))
    return Padding(Group(*blocks), (0, 0, 1, 1))


def hit_line(hit: HitReport) -> Text:
    """One hit on one line, for `backstamp hits`."""
    what = "open" if hit.kind == "pixel" else f"link {hit.link}"
    who = hit.recipient or f"{hit.message}/{hit.ordinal}"
    line = Text(no_wrap=True)
    line.append(f"{hit.id:>6}  ", "bold")
    line.append(f"{hit.at:%Y-%m-%d %H:%M:%S}  ", "dim")
    line.append(f"{what:<8}")
    line.append(f"{hit.verdict:<15}", _VERDICT_STYLES.get(hit.verdict, ""))
    line.append(f"{who}  ")
    line.append(f"{hit.title}", "dim")
    return line


def explanation(hit: HitReport) -> RenderableType:
    """The evidence of one verdict, in words."""
    what = (
        "asked for the pixel" if hit.kind == "pixel" else f"asked for link {hit.link} ({hit.destination or 'unknown'})"
    )
    head = Text.assemble(
        (f"Hit {hit.id}", "bold"),
        f": on {hit.at:%d %B %Y at %H:%M:%S} UTC, {hit.address} {what} with {hit.method}.\n",
        f"It came with the copy of message {hit.message} that went to {hit.recipient or 'an unknown recipient'}.",
    )
    verdict = Text.assemble(
        (hit.verdict, _VERDICT_STYLES.get(hit.verdict, "")),
        f" — fetched by {hit.title}; this is {hit.certainty}",
        "." if hit.settled else ", and provisional until 30 minutes after the hit.",
    )
    reasons = Table.grid(padding=(0, 1))
    for evidence in hit.evidence:
        reasons.add_row("•", _reason(evidence.words, evidence.source, evidence.dated, evidence.rule))
    headers = Table.grid(padding=(0, 2))
    for name, value in hit.headers:
        headers.add_row(Text(name, "dim"), Text(value))
    blocks: list[RenderableType] = [
        head,
        Text(),
        verdict,
        Text(),
        reasons,
        Text(),
        Text("What it sent:", "bold"),
        headers,
    ]
    return Padding(Group(*blocks), (0, 0, 1, 1))


def make_console() -> Console:
    """A console on standard output; where that is no terminal, wide enough for whole lines."""
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=max(console.width, _PIPED_WIDTH))


def _reason(words: str, source: str, dated: object, rule: str) -> Text:
    text = Text(words)
    told = ", ".join(part for part in (rule, source, str(dated) if dated else "") if part)
    return text.append(f"\n({told})", "dim")


def _headline(report: MessageReport) -> RenderableType:
    line = Table.grid(expand=True)
    line.add_column()
    line.add_column(justify="right")
    line.add_row(Text(report.subject or "(no subject)", "bold"), Text(f"message {report.id}", "dim"))
    count = "1 recipient" if report.recipients == 1 else f"{report.recipients} recipients"
    about = f"{report.sender} · {report.created:%d %B %Y %H:%M} UTC · {count}"
    if report.delivered < report.recipients:
        about += f", {report.recipients - report.delivered} not delivered"
    return Group(line, Text(about, "dim"))


def _states(report: MessageReport) -> Iterable[tuple[Look, int]]:
    counts = report.counts
    values = (
        counts.human_click,
        counts.human_open,
        counts.possible,
        counts.no_information,
        counts.machine,
        counts.none,
    )
    return [(look, count) for look, count in zip(LOOKS.values(), values, strict=True) if count]


def _bar(report: MessageReport) -> Text:
    bar, total, done, drawn = Text(), max(report.recipients, 1), 0, 0
    for look, count in _states(report):
        done += count
        upto = round(done * _BAR / total)
        bar.append(look.sign * (upto - drawn), look.style)
        drawn = upto
    return bar


def _legend(report: MessageReport) -> Text:
    parts = [Text(f"{count} {look.counted}", look.style) for look, count in _states(report)]
    return Text("  ").join(parts)


def _bounds(report: MessageReport) -> Text:
    low, high = report.opened_at_least, report.opened_at_most
    text = Text("Opened by a person, as far as images tell: ")
    text.append(f"at least {low}, at most {high}" if low < high else f"{low}", "bold")
    text.append(f" of {report.recipients}; clicked by a person: ")
    text.append(f"{report.clicked}", "bold")
    text.append(".")
    if report.counts.none:
        text.append(f" {_people(report.counts.none)} loaded nothing: that says nothing about reading.", "dim")
    return text


def _naive(report: MessageReport) -> Text:
    share = round(100 * report.naive.opened / max(report.recipients, 1))
    claim = f"{report.naive.opened} opened ({share} %), {report.naive.clicked} clicked"
    return Text.assemble(("A naive counter would claim: ", "dim"), (claim, "dim strike"))


def _people(count: int) -> str:
    return "1 recipient" if count == 1 else f"{count} recipients"


def _deliveries(deliveries: tuple[DeliveryReport, ...]) -> RenderableType:
    blocks: list[RenderableType] = []
    for delivery in deliveries:
        look = LOOKS[delivery.state]
        head = Text(f"{look.sign} ", look.style)
        head.append(delivery.recipient.ljust(_CLAIM_AT), "default")
        head.append(f"  {_claim(delivery)}")
        blocks += [head, Padding(Text(_why(delivery), "dim"), (0, 0, 0, 4))]
    return Group(*blocks)


def _claim(delivery: DeliveryReport) -> str:
    if delivery.handover == "refused":
        return "not delivered"
    words = LOOKS[delivery.state].single
    if delivery.clicks:
        words += f" {_clock(delivery.clicks[0].at)}"
    elif delivery.first_open is not None:
        words += f" {_clock(delivery.first_open)}"
    if not delivery.settled:
        words += " …"
    return words


def _clock(at: datetime) -> str:
    return f"{at:%H:%M}"


def _why(delivery: DeliveryReport) -> str:
    if delivery.handover == "refused":
        return delivery.answer or ""
    notes = [delivery.why or "No request for its pixel or links."]
    if delivery.machine_clicks and delivery.state in {"human-click", "human-open"}:
        notes.append(f"{delivery.machine_clicks} machine clicks are not counted.")
    if delivery.other_reader_possible:
        notes.append("Possibly read by somebody else too.")
    if delivery.flood:
        notes.append(f"{delivery.flood} repeats folded.")
    return " ".join(notes)


def _links(report: MessageReport) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("People", justify="right")
    table.add_column("Link")
    table.add_column("Leads to", overflow="fold")
    for link in report.links:
        if link.people:
            table.add_row(str(link.people), link.text or f"link {link.ordinal}", Text(link.destination, "dim"))
    return table
