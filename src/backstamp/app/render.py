"""Reports for people: rich tables on a terminal, the same words in plain text where output is piped."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from rich.columns import Columns
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from backstamp.app.console import make_console as make_console  # noqa: PLC0414 - part of this room for its users
from backstamp.app.models import DeliveryReport, HitReport, MessageReport, Requests, Together
from backstamp.app.printable import printable

_BAR = 60
_CLAIM_AT = 40
_HEADER = 2000
_LINK_TEXT = 80
_NOBODY = {"off", "aggregate"}
_IN_DOUBT = {
    "refused": "The next server refused it",
    "uncertain": "It may or may not have arrived",
}


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
    "not-delivered": Look("not delivered", "not delivered", "red", "!"),
    "together": Look("counted together", "counted with the others, not alone", "blue", "≈"),
    "off": Look("not recorded", "nothing was stamped", "dim", "-"),
}
_VERDICT_STYLES = {
    "human-action": "bold green",
    "likely-human": "green",
    "possible": "yellow",
    "no-information": "cyan",
    "machine": "magenta",
}


def message_report(report: MessageReport) -> RenderableType:
    """One message: headline, what the modes mean, bar, bounds, recipients, links."""
    blocks: list[RenderableType] = [_headline(report)]
    if report.untouched is not None:
        blocks.append(Text(f"Not stamped: {report.untouched} Nothing can be said about its readers.", "yellow"))
        blocks.append(_deliveries(report, [each for each in report.deliveries if each.handover in _IN_DOUBT]))
    else:
        if report.meaning is not None:
            blocks.append(Text(report.meaning, "blue"))
        blocks += [Text(), _bar(report), _legend(report)]
        if _reached(report):
            blocks += [Text(), _bounds(report), _naive(report)]
        if report.together is not None:
            blocks += [Text(), _together(report.together)]
        if report.deliveries:
            blocks += [Text(), _deliveries(report, report.deliveries)]
        if any(link.people or link.together for link in report.links):
            blocks += [Text(), _links(report)]
    if not report.settled:
        blocks.append(Text("… provisional: a verdict settles 30 minutes after its hit.", "dim"))
    return Padding(Group(*blocks), (0, 0, 1, 1))


def hit_line(hit: HitReport) -> Text:
    """One hit on one line, for `backstamp hits`."""
    what = "open" if hit.kind == "pixel" else f"link {hit.link}"
    unknown = f"{hit.message}/{'all' if hit.together else hit.ordinal}"
    who = printable(hit.recipient or unknown)
    verdict = hit.verdict if hit.settled else f"{hit.verdict} …"
    line = Text(no_wrap=True)
    line.append(f"{hit.id:>6}  ", "bold")
    line.append(f"{hit.at:%Y-%m-%d %H:%M:%S}  ", "dim")
    line.append(f"{what:<10}")
    line.append(f"{verdict:<18}", _VERDICT_STYLES.get(hit.verdict, ""))
    line.append(f"{who}  ")
    line.append(printable(hit.title), "dim")
    return line


def explanation(hit: HitReport) -> RenderableType:
    """The evidence of one verdict, in words."""
    leads_to = printable(hit.destination or "unknown")
    what = "asked for the pixel" if hit.kind == "pixel" else f"asked for link {hit.link} ({leads_to})"
    head = Text.assemble(
        (f"Hit {hit.id}", "bold"),
        f": on {hit.at:%d %B %Y at %H:%M:%S} UTC, {printable(hit.address)} {what} with {printable(hit.method)}.\n",
        _whose(hit),
    )
    verdict = Text.assemble(
        (hit.verdict, _VERDICT_STYLES.get(hit.verdict, "")),
        f" — fetched by {printable(hit.title)}; this is {hit.certainty}",
        "." if hit.settled else ", and provisional until 30 minutes after the hit.",
    )
    reasons = Table.grid(padding=(0, 1))
    for evidence in hit.evidence:
        reasons.add_row("•", _reason(evidence.words, evidence.source, evidence.dated, evidence.rule))
    headers = Table.grid(padding=(0, 2))
    for name, value in hit.headers:
        headers.add_row(Text(printable(name), "dim"), Text(printable(value, _HEADER)))
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


def _whose(hit: HitReport) -> str:
    if hit.together:
        return f"It came with a copy of message {hit.message}; recipients share its token, nobody can know whose."
    whom = printable(hit.recipient or "an unknown recipient")
    return f"It came with the copy of message {hit.message} that went to {whom}."


def _reason(words: str, source: str, dated: object, rule: str) -> Text:
    text = Text(printable(words, _HEADER))
    told = ", ".join(part for part in (rule, source, str(dated) if dated else "") if part)
    return text.append(f"\n({told})", "dim")


def _headline(report: MessageReport) -> RenderableType:
    line = Table.grid(expand=True, padding=(0, 2, 0, 0))
    line.add_column()
    line.add_column(justify="right", no_wrap=True)
    line.add_row(Text(printable(report.subject) or "(no subject)", "bold"), Text(f"message {report.id}", "dim"))
    count = "1 recipient" if report.recipients == 1 else f"{report.recipients} recipients"
    about = f"{printable(report.sender)} · {report.created:%d %B %Y %H:%M} UTC · {count}"
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
        counts.not_delivered,
        counts.together,
        counts.off,
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


def _legend(report: MessageReport) -> RenderableType:
    return Columns([Text(f"{count} {look.counted}", look.style) for look, count in _states(report)], padding=(0, 2))


def _bounds(report: MessageReport) -> Text:
    low, high = report.opened_at_least, report.opened_at_most
    bounds = f"at least {low}, at most {high}" if low < high else f"{low}"
    if not report.pixel or report.opens_mode in _NOBODY:
        why = "" if report.pixel else "The copies carry no pixel, so opens were not watched. "
        text = Text(f"{why}Clicked by a person: ")
        return text.append(f"{report.clicked}", "bold").append(f" of {_reached(report)}.")
    text = Text("Opened by a person, as far as images tell: ").append(bounds, "bold").append(f" of {_reached(report)}")
    if report.links_mode not in _NOBODY:
        text.append("; clicked by a person: ").append(f"{report.clicked}", "bold")
    text.append(".")
    if report.counts.none:
        text.append(f" {_people(report.counts.none)} loaded nothing: that says nothing about reading.", "dim")
    return text


def _naive(report: MessageReport) -> Text:
    share = round(100 * report.naive.opened / max(_reached(report), 1))
    claim = f"{report.naive.opened} opened ({share} %), {report.naive.clicked} clicked"
    return Text.assemble(("A naive counter would claim: ", "dim"), (claim, "dim strike"))


def _reached(report: MessageReport) -> int:
    """Recipients of whom something can be known alone, and whose copy arrived, or may have."""
    return report.recipients - report.counts.not_delivered - report.counts.together - report.counts.off


def _together(together: Together) -> Text:
    """Requests, never people."""
    text = Text(f"{_people(together.recipients)} share one token. Requests for ")
    text.append("the pixel", "bold").append(f": {_requests(together.opens)}; for ")
    text.append("links", "bold").append(f": {_requests(together.clicks)}.")
    if together.flood:
        text.append(f" Repeats left out: {together.flood}.", "dim")
    return text


def _requests(requests: Requests) -> str:
    counted = (
        (requests.human, "likely a person's"),
        (requests.possible, "perhaps a person's"),
        (requests.no_information, "nobody can know whose"),
        (requests.machine, "machines'"),
    )
    return ", ".join(f"{count} {words}" for count, words in counted if count) or "none"


def _people(count: int) -> str:
    return "1 recipient" if count == 1 else f"{count} recipients"


def _deliveries(report: MessageReport, deliveries: Iterable[DeliveryReport]) -> RenderableType:
    blocks: list[RenderableType] = []
    for delivery in deliveries:
        look = _look(delivery)
        head = Text(f"{look.sign} ", look.style)
        head.append(printable(delivery.recipient).ljust(_CLAIM_AT), "default")
        head.append(f"  {_claim(delivery, report.created)}")
        blocks += [head, Padding(Text(_why(delivery), "dim"), (0, 0, 0, 4))]
    return Group(*blocks)


def _look(delivery: DeliveryReport) -> Look:
    return LOOKS["not-delivered" if delivery.not_delivered else delivery.state]


def _claim(delivery: DeliveryReport, sent: datetime) -> str:
    words = _look(delivery).single
    if delivery.clicks:
        words += f" {_clock(delivery.clicks[0].at, sent)}"
    elif delivery.first_open is not None:
        words += f" {_clock(delivery.first_open, sent)}"
    if not delivery.settled:
        words += " …"
    return words


def _clock(at: datetime, sent: datetime) -> str:
    return f"{at:%H:%M}" if at.date() == sent.date() else f"{at.day} {at:%b %H:%M}"


def _why(delivery: DeliveryReport) -> str:
    notes = []
    if delivery.handover in _IN_DOUBT:
        notes.append(f"{_IN_DOUBT[delivery.handover]}: {printable(delivery.answer or 'no answer')}.")
    if not delivery.not_delivered and delivery.state not in {"together", "off"}:
        notes.append(printable(delivery.why) or "No request for its pixel or links.")
    if delivery.machine_clicks and delivery.state in {"human-click", "human-open"}:
        counted = (
            "1 machine click is" if delivery.machine_clicks == 1 else f"{delivery.machine_clicks} machine clicks are"
        )
        notes.append(f"{counted} not counted.")
    if delivery.other_reader_possible:
        notes.append("Possibly read by somebody else too.")
    if delivery.flood:
        notes.append(
            "1 repeat is counted once." if delivery.flood == 1 else f"{delivery.flood} repeats are counted once."
        )
    return " ".join(notes)


def _links(report: MessageReport) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("Clicks" if any(link.together for link in report.links) else "People", justify="right")
    table.add_column("Link")
    table.add_column("Leads to", overflow="fold")
    for link in report.links:
        if link.people or link.together:
            words = printable(link.text, _LINK_TEXT) or f"link {link.ordinal}"
            table.add_row(str(link.people + link.together), Text(words), Text(printable(link.destination), "dim"))
    return table
