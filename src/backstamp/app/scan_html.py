"""The report of a scan as one HTML file: no scripts, nothing loaded from anywhere, no link that leads out of it.

Addresses of trackers are text.
"""

from collections.abc import Sequence
from datetime import datetime

from backstamp.app.html_page import page
from backstamp.app.scan_html_markup import Markup, joined, tag
from backstamp.app.scan_html_message import message, style_of
from backstamp.app.scan_story import Story
from backstamp.app.scan_tally import Counted, Tally, top

_ROWS = 100


def report(tally: Tally, made: datetime) -> str:
    """The whole file.

    Args:
        tally: of the scan; the messages that it kept are told in full.
        made: when, in UTC.
    """
    kept = tally.kept
    body = (
        _one(kept[0])
        if tally.messages == 1
        else _many(tally, [each for each in kept if each.watchers or each.possible])
    )
    title = kept[0].headline if tally.messages == 1 else _headline(tally)
    return page(title, [body, *_unreadable(tally)], made)


def _one(told: Story) -> Markup:
    kicker = tag("p", f"Message “{told.scanned.scan.subject or 'no subject'}”", class_="kicker")
    return joined([kicker, tag("h1", told.headline, class_=style_of(told)), message(told)])


def _many(tally: Tally, told: Sequence[Story]) -> Markup:
    parts = [tag("p", "Scan of a mailbox", class_="kicker")]
    parts.append(tag("h1", _headline(tally), class_="certain" if tally.tracked else "clear"))
    parts += [tag("p", words) for words in _sums(tally)]
    if tally.tracked:
        parts += [tag("h2", "Who watches"), _counts("Who", "messages", tally.watchers, senders=False)]
        tracking = {name: counted for name, counted in tally.senders.items() if counted.tracked}
        parts += [tag("h2", "Who sends what is tracked"), _counts("Sender", "tracked", tracking, senders=True)]
    if told:
        parts += [tag("h2", "Messages"), *_left_out(tally, told), _contents(told)]
    parts += [_section(number, each) for number, each in enumerate(told, 1)]
    return joined(parts)


def _headline(tally: Tally) -> str:
    if not tally.messages:
        return "No message was found."
    if not tally.tracked:
        return f"No tracking was found in {tally.messages:,} messages."
    share = 100 * tally.tracked / tally.messages
    return f"{tally.tracked:,} of {tally.messages:,} messages ({share:.0f} %) tell on their reader."


def _sums(tally: Tally) -> list[str]:
    lines = []
    if tally.leaking:
        lines.append(f"{tally.leaking:,} carry the reader's own data in an address, as it is, encoded or hashed.")
    if tally.perhaps:
        lines.append(f"{tally.perhaps:,} more hold something that could track, and need not.")
    return lines


def _counts(who: str, first: str, counted: dict[str, Counted], *, senders: bool) -> Markup:
    names = [who, first, "of", "your data"] if senders else [who, first, "openings", "clicks", "your data"]
    head = tag("tr", tag("th", names[0]), *(tag("th", name, class_="number") for name in names[1:]))
    rows = []
    for name, each in top(counted, _ROWS):
        numbers = (each.tracked, each.messages) if senders else (each.messages, each.opens, each.clicks)
        cells = [tag("td", f"{number:,}" if number else "–", class_="number") for number in (*numbers, each.leaks)]
        rows.append(tag("tr", tag("td", name), *cells))
    rest = len(counted) - len(rows)
    table = tag("table", tag("thead", head), tag("tbody", *rows))
    return joined([table, tag("p", f"and {rest:,} more; --json has all", class_="faint small")]) if rest else table


def _left_out(tally: Tally, told: Sequence[Story]) -> list[Markup]:
    if tally.tracked + tally.perhaps <= len(told):
        return []
    words = f"Of {tally.tracked + tally.perhaps:,}, the {len(told):,} that tell most; --json has all."
    return [tag("p", words, class_="faint small")]


def _contents(told: Sequence[Story]) -> Markup:
    head = tag("tr", tag("th", "", class_="number"), tag("th", "Message"), tag("th", "Verdict"))
    rows = []
    for number, each in enumerate(told, 1):
        scan = each.scanned.scan
        subject = tag("a", scan.subject or "(no subject)", href=f"#m{number}")
        sender = tag("span", scan.sender, class_="faint small")
        verdict = tag("td", each.headline, class_=f"small {style_of(each)}")
        rows.append(tag("tr", tag("td", f"{number}.", class_="number"), tag("td", subject, tag("br"), sender), verdict))
    return tag("table", tag("thead", head), tag("tbody", *rows))


def _section(number: int, told: Story) -> Markup:
    heading = tag("h2", f"{number}. {told.scanned.scan.subject or '(no subject)'}")
    verdict = tag("p", tag("strong", told.headline), class_=style_of(told))
    return tag("section", heading, verdict, message(told), class_="message", id=f"m{number}")


def _unreadable(tally: Tally) -> list[Markup]:
    if not tally.unread:
        return []
    items = [tag("li", tag("code", each.path), f" {each.reason}") for each in tally.unreadable[:_ROWS]]
    return [tag("h2", f"Not read: {tally.unread:,}"), tag("ul", *items, class_="small")]
