"""The reader's page as HTML: what was recorded, what it means, and a button that stops it.

It loads nothing, runs nothing and sets nothing; it works without styles, without scripts and with a screen reader. It
holds no name, no address and no subject. Times are told in UTC, since nothing is known of where the reader is.
"""

from datetime import UTC, datetime
from enum import Enum
from html import escape

from backstamp.hits.reader_record import Entry, Record


class Reach(Enum):
    """How far stopping goes: this message alone, or all mail of the sender to the same address."""

    MESSAGE = "message"
    SENDER = "sender"


_MONTHS = "January February March April May June July August September October November December"
_STYLE = """
:root { color-scheme: light dark; --ink: #1d2430; --soft: #4b5668; --ground: #f6f4ef; --card: #fff; --line: #d9d4c8;
  --mark: #8a2c1d; --on-mark: #fff; }
@media (prefers-color-scheme: dark) { :root { --ink: #e9e6df; --soft: #b3b0a7; --ground: #15181d; --card: #1e2229;
  --line: #3a404a; --mark: #f0a08f; --on-mark: #1a0f0c; } }
body { margin: 0; background: var(--ground); color: var(--ink); font: 1.0625rem/1.6 system-ui, sans-serif; }
main { max-width: 42rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; }
h1 { font-size: 1.75rem; line-height: 1.25; margin: 0 0 1rem; text-wrap: balance; }
h2 { font-size: 1.15rem; line-height: 1.3; margin: 2.25rem 0 .5rem; }
p, ul { margin: 0 0 .9rem; }
ul { padding-left: 1.25rem; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: .75rem; padding: 1.25rem 1.5rem;
  margin: 1.75rem 0; }
.card h2 { margin-top: 0; }
.card > :last-child { margin-bottom: 0; }
button { font: inherit; font-weight: 600; min-height: 2.75rem; padding: .5rem 1.5rem; border: 0; border-radius: .5rem;
  background: var(--mark); color: var(--on-mark); cursor: pointer; }
button:focus-visible { outline: 3px solid var(--ink); outline-offset: 2px; }
ol { list-style: none; margin: 0; padding: 0; }
ol li { border-top: 1px solid var(--line); padding: .7rem 0; overflow-wrap: anywhere; }
time { font-variant-numeric: tabular-nums; }
ol time, .soft { color: var(--soft); font-size: .95rem; }
ol time { display: block; }
""".strip()
_INTRODUCTION = """
<h1>What was recorded about this message</h1>
<p>The message that led you here tells its sender when its image is loaded and its links are followed. This page shows
what was recorded for your copy, and stops it if you wish. Whoever has the address of this page can see it: so it shows
no name, no e-mail address and no subject. Looking at it adds nothing to the record.</p>
""".strip()
_SHARED_INTRODUCTION = """
<h1>What was recorded about this message</h1>
<p>The message that led you here tells its sender how often its image is loaded and its links are followed. Looking at
this page adds nothing to the record.</p>
""".strip()
_CONCLUSIONS = """
<h2>What the sender can conclude</h2>
<ul>
<li>That the image of your copy was loaded or a link in it followed: when, with what kind of program, from what
network.</li>
<li>Whether that was probably a person, or a machine of a mail provider or virus scanner. It is a judgement, and can be
wrong. The sender may judge otherwise than this page, knowing when the message was sent.</li>
</ul>
<h2>What the sender cannot conclude</h2>
<ul>
<li>Who it was: a copy that you pass on looks like your own.</li>
<li>That you have not read the message: a program that loads no images leaves no entry.</li>
<li>How long or how closely you read it.</li>
</ul>
""".strip()
_RECORDED = """
<h2>What an entry holds</h2>
<p>The time, whether it was the image or which link, the network address that the request came from, and what the
program told of itself with the request, such as its name and language. This page never shows more than the beginning of
the address.</p>
<h2>What is never recorded</h2>
<ul>
<li>Your name and your e-mail address: they stand neither in the record nor in any link. To whom a copy was sent, the
sender knows apart from the record.</li>
<li>How far you scroll or where you point: no program runs in the message or here.</li>
<li>Other messages and pages: no cookie or other mark is left with you.</li>
</ul>
""".strip()
_OFFER = {
    Reach.MESSAGE: "It holds at once, for this message. Other messages have pages of their own.",
    Reach.SENDER: "It holds at once, for all messages that this sender has sent to the same address with the same "
    "system; new ones to that address will tell the sender nothing.",
}
_DONE = {
    Reach.MESSAGE: "This holds for this message only. Other messages have pages of their own; to have it stopped for "
    "all, write to the sender.",
    Reach.SENDER: "This holds for all messages that this sender has sent to the same address with the same system. New "
    "ones to that address will tell the sender nothing.",
}


def delivery_page(record: Record, stopped: int | None, reach: Reach) -> str:
    """The page of one delivery.

    Args:
        record: what was recorded.
        stopped: since when nothing is recorded any more, microseconds since 1970-01-01 UTC; None where it is.
        reach: how far stopping has gone, or would go.
    """
    card = _offer(reach) if stopped is None else _stopped(stopped, reach)
    return _document(_INTRODUCTION, card, _list(record), _CONCLUSIONS, _RECORDED)


def shared_page() -> str:
    """The page of a message whose readers are only counted together."""
    told = (
        '<section class="card"><h2>Readers are counted together</h2>'
        "<p>All copies of this message are alike. What was loaded or followed is counted for all readers together, and "
        "nobody can tell from it which of them it was. So there is nothing to show for your copy alone, and nothing "
        "that could be stopped for you alone. If you do not wish to be counted, write to the sender.</p></section>"
    )
    return _document(_SHARED_INTRODUCTION, told, _RECORDED)


def failed_page() -> str:
    """What is told when the record cannot be read or written at the moment."""
    told = (
        "<h1>This does not work at the moment</h1>"
        "<p>The record cannot be reached. Nothing was changed. Please try again in a few minutes.</p>"
    )
    return _document(told)


def _document(*parts: str) -> str:
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="robots" content="noindex, nofollow">\n<meta name="referrer" content="no-referrer">\n'
        f"<title>What was recorded about this message</title>\n<style>\n{_STYLE}\n</style>\n</head>\n<body>\n<main>\n"
        + "\n".join(parts)
        + "\n</main>\n</body>\n</html>\n"
    )


def _offer(reach: Reach) -> str:
    return (
        '<section class="card"><h2>Recording is on</h2>'
        "<p>If you stop it, images and links go on working, and nothing more is recorded when they are used. "
        f"{_OFFER[reach]}</p>"
        '<form method="post"><button type="submit">Stop recording</button></form></section>'
    )


def _stopped(since: int, reach: Reach) -> str:
    return (
        '<section class="card" role="status"><h2>Recording is stopped</h2>'
        f"<p>Stopped on {_time(since)}. Images and links go on working, and nothing more is recorded when they are "
        f"used. {_DONE[reach]}</p>"
        "<p>What was recorded before was not deleted. To have it deleted, write to the sender.</p></section>"
    )


def _list(record: Record) -> str:
    if not record.entries:
        return "<h2>The record</h2>\n<p>Nothing was recorded for this copy.</p>"
    more = ""
    if record.more:
        number = f"{'more than ' if record.uncounted else ''}{record.more:,}"
        more = f'\n<p class="soft">Not shown: {number} earlier {"entry" if record.more == 1 else "entries"}.</p>'
    lines = "\n".join(f"<li>{_line(entry)}</li>" for entry in record.entries)
    return f"<h2>The record, newest first</h2>\n<ol>\n{lines}\n</ol>{more}"


def _line(entry: Entry) -> str:
    place = f", from the network {escape(entry.network)}" if entry.network else ""
    return f"{_time(entry.at)} <strong>{escape(entry.what)}</strong> by: {escape(entry.client)}{place}. {entry.meaning}"


def _time(microseconds: int) -> str:
    moment = datetime.fromtimestamp(microseconds // 1_000_000, UTC)
    words = f"{moment.day} {_MONTHS.split()[moment.month - 1]} {moment.year}, {moment:%H:%M:%S} UTC"
    return f'<time datetime="{moment:%Y-%m-%dT%H:%M:%SZ}">{words}</time>'
