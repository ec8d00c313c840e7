"""Two copies as one HTML file, in the manner of the scan's report: it loads nothing, and no address in it is a link."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from backstamp.app.compare_render import SAME
from backstamp.app.compare_story import Change, Changes, ComparisonStory, Telling, change_words
from backstamp.app.compare_words import sides
from backstamp.app.html_page import page
from backstamp.app.learning import Taught
from backstamp.app.scan_html_markup import Markup, joined, tag
from backstamp.app.scan_html_message import MAX_ALIKE, fragment
from backstamp.app.scan_story import Step, Watcher
from backstamp.app.scan_words import kind_words, shown_url, where_words
from backstamp.app.scanning import Scanned
from backstamp.recipient.compare import Difference
from backstamp.recipient.finding import Finding

_URL = 300


def comparison_page(told: ComparisonStory, made: datetime) -> str:
    """The whole file.

    Args:
        told: the story.
        made: when, in UTC.
    """
    return page(told.headline, list(_body(told)), made)


def _body(told: ComparisonStory) -> Iterator[Markup]:
    compared = told.compared
    yield tag("p", "Two copies of one mailing", class_="kicker")
    style = "clear" if not told.telling else "certain" if told.tracked and not compared.doubtful else "possible"
    yield tag("h1", told.headline, class_=style)
    for warning in told.warnings:
        yield tag("p", tag("strong", warning), class_="probable")
    yield _copies(compared.first, compared.second)
    if told.telling:
        yield tag("h2", "What differs" if compared.doubtful else "Beyond doubt: who can tell that it is you")
        for number, each in enumerate(told.telling, 1):
            yield from _telling(each, number, doubtful=compared.doubtful)
    if told.only_second:
        yield tag("h2", "Only in the second copy")
        yield _urls(told.only_second)
    if told.same:
        yield tag("h2", "Looks like tracking, and is the same in both")
        yield tag("p", SAME, class_="faint small")
        yield _same(told.same)
    if told.taught is not None:
        yield tag("h2", "Learnt")
        yield from _learnt(told.taught)
    if told.steps:
        yield tag("h2", "What to do")
        yield _steps(told.steps)


def _copies(first: Scanned, second: Scanned) -> Markup:
    rows = []
    for name, each in (("First\u00a0copy", first), ("Second\u00a0copy", second)):
        whose = ", ".join(each.scan.reader.addresses) or "not said in the header"
        words = [each.scan.subject or "(no subject)", tag("br"), tag("span", each.path, class_="faint small")]
        rows.append(
            tag(
                "tr",
                tag("td", name, class_="faint"),
                tag("td", *words),
                tag("td", "for ", whose),
            )
        )
    return tag("table", tag("tbody", *rows))


def _telling(telling: Telling, number: int, *, doubtful: bool) -> Iterator[Markup]:
    watcher = telling.watcher
    others = ", ".join(host for host in watcher.hosts[:8] if host != watcher.name)
    where = tag("span", f" at {others}" if others else "", class_="faint")
    yield tag("p", tag("strong", f"{number}. {watcher.name}"), where, f" – {watcher.moments}")
    for group in telling.groups:
        yield _group(group, doubtful=doubtful)


def _group(group: Changes, *, doubtful: bool) -> Markup:
    change = group.first
    finding = change.found.finding
    what = tag("strong", change_words(change, doubtful=doubtful))
    how = tag("span", f" ({finding.reference.vector})", class_="faint small")
    parts = [tag("p", what, f", {where_words(change.found.place)}", how), fragment(change.found.place)]
    if change.pair.second is None:
        parts.append(tag("p", "It has no counterpart in the other copy."))
    elif group.differences:
        parts.append(_differences(group.differences))
    return tag("div", *parts, *_alike(group.members[1:]), class_="card")


def _differences(differences: Sequence[Difference]) -> Markup:
    head = tag("tr", tag("th", "What carries identity"), tag("th", "First copy"), tag("th", "Second copy"))
    rows = []
    for each in differences:
        cut = sides(each.first, each.second)
        values = (_value(cut.start, own, cut.end) for own in (cut.first, cut.second))
        rows.append(tag("tr", tag("td", each.where), *(tag("td", value) for value in values)))
    return tag("table", tag("thead", head), tag("tbody", *rows))


def _value(start: str, own: str, end: str) -> Markup:
    if not (start or own or end):
        return tag("span", "–", class_="faint")
    shared = [tag("span", text, class_="faint") if text else "" for text in (start, end)]
    return tag("code", shared[0], tag("mark", own) if own else "", shared[1])


def _alike(members: Sequence[Change]) -> Iterator[Markup]:
    if not members:
        return
    yield tag("p", f"And {len(members):,} more like it:", class_="small")
    rows = [
        tag(
            "tr", tag("td", where_words(each.found.place)), tag("td", tag("code", shown_url(each.pair.first.url, _URL)))
        )
        for each in members[:MAX_ALIKE]
    ]
    yield tag("table", tag("tbody", *rows), class_="small")
    if len(members) > MAX_ALIKE:
        yield tag("p", f"and {len(members) - MAX_ALIKE:,} more; --json lists all", class_="faint small")


def _urls(findings: Sequence[Finding]) -> Markup:
    shown = [
        tag("li", f"{kind_words(each)}: ", tag("code", shown_url(each.url, _URL))) for each in findings[:MAX_ALIKE]
    ]
    return tag("ul", *shown, class_="small")


def _same(watchers: Sequence[Watcher]) -> Markup:
    rows = []
    for watcher in watchers:
        found = watcher.groups[0].first
        more = f" and {len(watcher.findings) - 1:,} more" if len(watcher.findings) > 1 else ""
        where = tag("span", f"{kind_words(found.finding)}, {where_words(found.place)}{more}", class_="faint")
        why = "; ".join(signal.detail for signal in found.finding.signals)
        url = tag("code", shown_url(found.finding.url, _URL))
        rows.append(tag("tr", tag("td", tag("strong", watcher.name), tag("br"), where), tag("td", url, tag("br"), why)))
    return tag("table", tag("tbody", *rows), class_="small")


def _learnt(taught: Taught) -> Iterator[Markup]:
    if taught.path is None:
        yield tag("p", f"Nothing was learnt: {taught.why_not}.")
    else:
        yield tag("p", f"{len(taught.rules):,} rules, written to ", tag("code", str(taught.path)))
        head = tag("tr", tag("th", "Address"), tag("th", "Who"), tag("th", "Serves"))
        rows = [
            tag(
                "tr",
                tag("td", tag("code", rule.host + rule.path)),
                tag("td", rule.vendor),
                tag("td", _serves(rule.serves)),
            )
            for rule in taught.rules
        ]
        yield tag("table", tag("thead", head), tag("tbody", *rows))
    if taught.not_learnt:
        items = [tag("li", tag("code", shown_url(url, _URL)), f" {why}") for url, why in taught.not_learnt[:MAX_ALIKE]]
        yield joined([tag("p", "No rule for:"), tag("ul", *items, class_="small")])


def _serves(serves: frozenset[str]) -> str:
    return ", ".join(sorted(serves))


def _steps(steps: Sequence[Step]) -> Markup:
    return tag("ul", *(tag("li", tag("code", step.command), tag("br"), step.words) for step in steps))
