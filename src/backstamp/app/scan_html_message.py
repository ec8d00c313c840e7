"""One message in the HTML report: as on the terminal, with every finding in its place."""

from collections.abc import Iterator

from backstamp.app.scan_html_markup import Markup, joined, tag
from backstamp.app.scan_place import Place
from backstamp.app.scan_story import Found, Given, Group, Story, Watcher
from backstamp.app.scan_words import CONFIDENCE, decoded_words, kind_words, shown_url, where_words
from backstamp.recipient.finding import Confidence

MAX_ALIKE = 200
"""Findings of one group that are listed with their URL."""
_URL = 300


def message(told: Story) -> Markup:
    """Everything about one message, below its heading."""
    parts = [_facts(told)]
    if told.watchers:
        parts += [tag("h3", "Who watches"), _watchers(told), tag("h3", "What they learn"), _learned(told)]
    if told.given:
        parts += [tag("h3", "What is given away"), *map(_given, told.given)]
    if told.watchers:
        parts.append(tag("h3", "Where it stands, and how that is known"))
        parts += [
            _group(f"{number}. {watcher.name}", each)
            for number, watcher in enumerate(told.watchers, 1)
            for each in watcher.groups
        ]
    if told.possible:
        parts += [tag("h3", "Perhaps"), tag("p", _PERHAPS, class_="faint small"), _possible(told)]
    if told.steps:
        parts += [tag("h3", "What to do"), _steps(told)]
    return joined(parts)


_PERHAPS = (
    "These could tell on the reader too; the message does not show whether they do. They do not count as tracked."
)


def badge(confidence: Confidence) -> Markup:
    """How sure, as a word in a frame."""
    return tag("span", CONFIDENCE[confidence].partition(",")[0], class_=f"badge {confidence.value}")


def style_of(told: Story) -> str:
    """The class that colours a verdict."""
    return told.watchers[0].confidence.value if told.watchers else ("possible" if told.possible else "clear")


def _facts(told: Story) -> Markup:
    scan = told.scanned.scan
    rows = [
        ("From", scan.sender or "(no sender)"),
        ("Date", scan.date),
        ("Read by", ", ".join(scan.reader.addresses) or "not said in the header"),
        ("Message-ID", scan.message_id),
        ("File", told.scanned.path),
        ("Looked at", f"{scan.references:,} addresses in {told.scanned.octets:,} octets"),
    ]
    return tag("dl", *(joined([tag("dt", name), tag("dd", value)]) for name, value in rows if value))


def _watchers(told: Story) -> Markup:
    rows = [
        tag(
            "tr",
            tag("td", f"{number}.", class_="number"),
            tag("td", tag("strong", watcher.name), tag("br"), tag("span", _hosts(watcher), class_="faint small")),
            tag("td", watcher.moments),
            tag("td", badge(watcher.confidence)),
        )
        for number, watcher in enumerate(told.watchers, 1)
    ]
    head = tag("tr", tag("th", "", class_="number"), tag("th", "Who"), tag("th", "Learns"), tag("th", "How sure"))
    return tag("table", tag("thead", head), tag("tbody", *rows))


def _hosts(watcher: Watcher) -> str:
    others = [host for host in watcher.hosts if host != watcher.name]
    shown = others[:8]
    return ", ".join(shown) + (f" and {len(others) - 8} more" if len(others) > 8 else "")


def _learned(told: Story) -> Markup:
    rows = []
    for each in told.learned:
        who = f" ({', '.join(map(str, each.who))})" if each.who else ""
        rows.append(joined([tag("dt", f"{each.when}{who}"), tag("dd", each.what)]))
    return tag("dl", *rows)


def _given(given: Given) -> Markup:
    before, carrier, after = given.url
    again = f" So {'does' if given.times == 2 else 'do'} {given.times - 1:,} more." if given.times > 1 else ""
    url = tag("code", before, tag("mark", carrier), after)
    first = tag("p", "The address ", url, " ", tag("strong", given.what), again)
    return tag("div", first, tag("p", given.worth, f" It goes to {given.to}."), class_="card given")


def _group(whose: str, group: Group) -> Markup:
    found = group.first
    finding = found.finding
    head = [tag("strong", whose), f" – {kind_words(finding)}, {where_words(found.place)} ", badge(finding.confidence)]
    how = tag("span", f"({finding.reference.vector})", class_="faint small")
    return tag(
        "div", tag("p", *head, " ", how), fragment(found.place), tag("ul", *_why(found)), *_alike(group), class_="card"
    )


def fragment(place: Place) -> Markup:
    """The tag as written, with its address set off."""
    return tag("pre", place.before.lstrip(), tag("mark", place.marked), place.after.rstrip())


def _why(found: Found) -> Iterator[Markup]:
    for signal in found.finding.signals:
        yield tag("li", signal.detail, " ", tag("span", f"({signal.name})", class_="faint small"))
    for decoded in found.finding.decoded:
        yield tag("li", decoded_words(decoded))
    if found.finding.reference.note:
        yield tag("li", found.finding.reference.note)


def _alike(group: Group) -> Iterator[Markup]:
    others = group.members[1:]
    if not others:
        return
    yield tag("p", f"And {len(others):,} more like it:", class_="small")
    rows = [
        tag("tr", tag("td", where_words(each.place)), tag("td", tag("code", shown_url(each.finding.url, _URL))))
        for each in others[:MAX_ALIKE]
    ]
    yield tag("table", tag("tbody", *rows), class_="small")
    if len(others) > MAX_ALIKE:
        yield tag("p", f"and {len(others) - MAX_ALIKE:,} more; --json lists all", class_="faint small")


def _possible(told: Story) -> Markup:
    rows = [_perhaps(watcher, group) for watcher in told.possible for group in watcher.groups]
    return tag("table", tag("tbody", *rows[:MAX_ALIKE]), class_="small")


def _perhaps(watcher: Watcher, group: Group) -> Markup:
    found = group.first
    more = f" and {len(group.members) - 1:,} more" if len(group.members) > 1 else ""
    where = tag("span", f"{kind_words(found.finding)}, {where_words(found.place)}{more}", class_="faint")
    why = "; ".join(signal.detail for signal in found.finding.signals)
    url = tag("code", shown_url(found.finding.url, _URL))
    return tag("tr", tag("td", tag("strong", watcher.name), tag("br"), where), tag("td", url, tag("br"), why))


def _steps(told: Story) -> Markup:
    items = [
        tag("li", tag("code", step.command), tag("br"), step.words) if step.command else tag("li", step.words)
        for step in told.steps
    ]
    return tag("ul", *items)
