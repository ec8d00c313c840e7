"""The frame of every report that is one HTML file: no scripts, nothing loaded from anywhere.

A policy (CSP level 3) forbids a browser all loading, should anything be overlooked.
"""

from collections.abc import Sequence
from datetime import datetime

from backstamp import __version__
from backstamp.app.scan_html_markup import Markup, tag
from backstamp.app.scan_html_style import STYLE

SCANNED = "from what was scanned alone: nothing was fetched"
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def page(title: str, body: Sequence[Markup], made: datetime, source: str = SCANNED) -> str:
    """A whole file that loads nothing.

    Args:
        title: what it says, in a sentence.
        body: what stands in it.
        made: when, in UTC.
        source: what it was made from, for the footer.
    """
    head = [
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        tag("meta", name="referrer", content="no-referrer"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="format-detection", content="telephone=no, address=no, email=no"),
        tag("title", f"Backstamp: {title}"),
        tag("style", Markup(STYLE)),
    ]
    footer = tag(
        "footer",
        f"Made with Backstamp {__version__} on {made:%d %B %Y at %H:%M} UTC {source}. This page loads nothing, and no "
        "address in it is a link.",
    )
    whole = tag("html", tag("head", *head), tag("body", tag("main", *body), footer), lang="en")
    return f"<!DOCTYPE html>\n{whole}\n"
