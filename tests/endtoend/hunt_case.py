"""The consultant's case: Alice tracks an offer to Bob, Bob forwards it, Chris opens it; a mailbox and a night of logs.

It was solved by hand once, after days on servers and laptops; see docs/hunt.md.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path

HOST = "www.itrackmail.example"
PIXEL = f"https://{HOST}/t/Xk3v9QpZ"
GATEWAY, BOB, CHRIS = "192.0.2.25", "192.0.2.10", "192.0.2.33"
DELIVERED = datetime(2026, 11, 19, 8, 58, 12, tzinfo=UTC)
ASKED = (
    (timedelta(seconds=1), GATEWAY, ("A",)),
    (timedelta(minutes=16, seconds=19), BOB, ("A", "AAAA", "HTTPS")),
    (timedelta(hours=2, minutes=4, seconds=35), CHRIS, ("A", "AAAA")),
)
CLIENTS = f"address,owner\n{BOB},Bob <bob@corp.example>\n{CHRIS},Chris <chris@corp.example>\n"

OFFER = f"""\
Return-Path: <alice@acme.example>
Delivered-To: bob@corp.example
Received: from mail.acme.example (mail.acme.example [198.51.100.80])
\tby mx.corp.example with ESMTPS id 4XyZ for <bob@corp.example>;
\tThu, 19 Nov 2026 08:58:12 +0000
From: Alice <alice@acme.example>
To: Bob <bob@corp.example>
Subject: Offer, confidential
Date: Thu, 19 Nov 2026 08:58:02 +0000
Message-ID: <offer@acme.example>
MIME-Version: 1.0
Content-Type: text/html; charset=utf-8

<html><body><p>Dear Bob, here is our offer.</p>
<a href="https://apps.example/itrackmail"><img src="{PIXEL}" alt="This email sent by iTrackMail"></a>
</body></html>
"""
LUNCH = """\
Received: from store.corp.example by mx.corp.example; Thu, 19 Nov 2026 08:40:00 +0000
From: Chris <chris@corp.example>
To: Bob <bob@corp.example>
Subject: Lunch?
Date: Thu, 19 Nov 2026 08:39:59 +0000
Message-ID: <lunch@corp.example>

At noon?
"""
FORWARD = (
    OFFER[OFFER.index("From: Alice") :]
    .replace("From: Alice <alice@acme.example>", "From: Bob <bob@corp.example>")
    .replace("To: Bob", "To: Chris")
    .replace("bob@corp.example>\nSubject: ", "chris@corp.example>\nSubject: Fwd: ")
    .replace("08:58:02", "10:40:00")
    .replace("offer@acme", "fwd@corp")
)


def write(folder: Path, *, log: str = "queries.log", text: str | None = None, sent: bool = False) -> None:
    """Bob's mailbox, the resolver's log, and the table of clients.

    Args:
        folder: to write to.
        log: the log's name.
        text: of the log; None for BIND's.
        sent: whether the mailbox has what Bob sent, too.
    """
    letters = [LUNCH, OFFER, *([FORWARD] if sent else [])]
    (folder / "bob.mbox").write_text(
        "\n".join(f"From x@y.example Thu Nov 19 08:58:12 2026\n{each}" for each in letters)
    )
    (folder / log).write_text(bind() if text is None else text)
    (folder / "clients.csv").write_text(CLIENTS)


def bind() -> str:
    """As BIND logs queries, with others in between."""
    lines = []
    for number, (after, client, types) in enumerate(ASKED):
        when = f"{DELIVERED + after:%d-%b-%Y %H:%M:%S}"
        for place, kind in enumerate((*types, "A")):
            host = HOST if place < len(types) else "intranet.corp.example"
            head = f"{when}.{100 + place} queries: info: client @0x7fa0d607f200 {client}#{40000 + 10 * number + place}"
            lines.append(f"{head} ({host}): query: {host} IN {kind} +E(0)K (192.0.2.53)")
    return "\n".join(lines) + "\n"


def route53() -> str:
    """As Amazon's resolver logs them."""
    lines = []
    for after, client, types in ASKED:
        for kind in types:
            name = f'"query_name":"{HOST}.","query_type":"{kind}","query_class":"IN","rcode":"NOERROR","answers":[]'
            when = f"{DELIVERED + after:%Y-%m-%dT%H:%M:%SZ}"
            lines.append(
                f'{{"version":"1.1","query_timestamp":"{when}",{name},"srcaddr":"{client}","srcport":"40000"}}'
            )
    return "\n".join(lines) + "\n"
