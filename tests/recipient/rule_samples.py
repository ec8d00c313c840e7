"""Targets, a heading and messages for the tests of rules for mail filters and detection systems."""

from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage

from backstamp.catalogue.tracker import Serves
from backstamp.recipient.block.format import Heading
from backstamp.recipient.block.target import Scope, Target

HEADING = Heading(datetime(2026, 3, 1, 12, 30, tzinfo=UTC), "1.2.3", "hosts and shapes of URLs, for a test")

OPEN_HOST = Target(
    "Beaconia, Inc.",
    "px.beaconia.example",
    below=True,
    path="",
    scope=Scope.OPEN,
    serves=frozenset([Serves.OPEN]),
    certainty="certain",
    source="rule beaconia",
)
SHARED_PATH = replace(
    OPEN_HOST,
    vendor="Mailer's Delight",
    host="mail.delight.example",
    path="/track/open.php?u=*&id=",
    scope=Scope.SHARED,
    source="rule delight-open",
)
SHARED_HOST = replace(SHARED_PATH, path="", serves=frozenset([Serves.OPEN, Serves.CLICK]), source="rules delight")
EXACT = replace(
    SHARED_PATH, host="one.delight.example", below=False, path="/a/*/pixel.gif$", certainty="probable", source="a scan"
)
BRANDED = replace(SHARED_PATH, vendor="Sendious", host="", below=False, path="/wf/open?upn=", source="rule sendious")
WEAK = replace(SHARED_PATH, vendor="", host="", below=False, path="/imp?s=", certainty="weak", source="rule imp")
ADDRESS = replace(OPEN_HOST, vendor="", host="198.51.100.7", below=False, certainty="probable")
ADDRESS_6 = replace(OPEN_HOST, vendor="", host="2001:db8::7", below=False, certainty="probable")
ALL = [OPEN_HOST, SHARED_PATH, SHARED_HOST, EXACT, BRANDED, WEAK, ADDRESS, ADDRESS_6]

HOSTILE = [
    replace(OPEN_HOST, vendor='x"\n# y\r\n"); evil', source="a\nredirect all\n"),
    replace(OPEN_HOST, host='a.example"; drop', source="b"),
    replace(SHARED_PATH, path='/a"b<c>\n'),
    replace(SHARED_PATH, path="/it's{$5}|[x]\\1;:%2F(*)~^+.-/`@&"),
    replace(SHARED_PATH, path="/\u00fc"),
    replace(SHARED_PATH, path="", host=""),
    replace(SHARED_PATH, path="*"),
    replace(SHARED_PATH, path="/*$"),
]
"""As a scan of hostile mail might give them: some cannot be said, the rest must not break a file."""

TRACKED = {
    "host": '<img src="https://a.px.beaconia.example/o/1.gif" width="1" height="1">',
    "path": '<img src="https://Mail.Delight.example/track/open.php?u=77&amp;id=abc">',
    "exact": '<img src="//one.delight.example/a/b/c/pixel.gif">',
    "branded": '<img src="http://links.shop.example/wf/open?upn=u001.x-2B">',
    "address": '<img src="http://198.51.100.7/x.gif">',
    "css": '<div style="background:url(https://px.beaconia.example/bg?1)">x</div>',
    "weak": '<img src="http://ads.shop.example/imp?s=5" width="1" height="1">',
}
"""HTML that holds something tracked, by what it is known by."""
CLEAN = (
    '<img src="https://www.shop.example/logo.png" width="100"><img src="https://shop.example/imp?s=5" width="80">'
    '<a href="https://mail.delight.example.org/track/open.php?u=1&id=2">a</a>'
    '<a href="https://one.delight.example/a/b/pixel.gif.html">b</a> px-beaconia.example /track/click'
    '<a href="https://shop.example/imp?s=5">c</a>'
)
"""HTML that holds what looks a little like it."""


def message(html: str, transfer_encoding: str = "quoted-printable") -> bytes:
    """A whole newsletter around a piece of HTML, with CRLF."""
    mail = EmailMessage()
    mail["From"] = "News <news@shop.example>"
    mail["To"] = "reader@home.example"
    mail["Subject"] = "News"
    mail["Date"] = "Sun, 01 Mar 2026 12:00:00 +0000"
    mail["Message-ID"] = "<1@shop.example>"
    mail.set_content("Good news.\n")
    page = f"<html><body><p>Good news, and more of it to fill some lines of text.</p>{html}</body></html>\n"
    mail.add_alternative(page, subtype="html", cte=transfer_encoding)
    return mail.as_bytes().replace(b"\n", b"\r\n")
