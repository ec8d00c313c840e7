"""The message that stamping is measured on: a shop's newsletter, made up here, about 60 KB of HTML with 266 references.

A newsletter as mail clients need them: tables in tables, a style attribute on everything, one cell per article with a
linked picture and a line of text. 133 links and 133 pictures; about eleven elements per KB. Made from a fixed seed, so
every run measures the same octets. ``python -m bench.newsletter`` prints it.
"""

import base64
from random import Random

from backstamp.mail.quoted_lines import encode

ARTICLES = 133
IN_A_ROW = 3
_WORDS = [
    "linen",
    "cotton",
    "wool",
    "jacket",
    "shirt",
    "scarf",
    "garden",
    "kettle",
    "lamp",
    "table",
    "chair",
    "rug",
    "autumn",
    "winter",
    "new",
    "light",
    "warm",
    "soft",
    "blue",
    "green",
    "for",
    "your",
    "home",
    "with",
    "care",
    "made",
    "by",
    "hand",
    "in",
    "Köln",
    "from",
    "old",
    "wood",
    "only",
    "this",
    "week",
    "while",
    "stocks",
    "last",
    "–",
    "24",
    "€",
]
_HEAD = """\
<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml">
<head>
<meta http-equiv="Content-Type" content="text/html; charset=utf-8" />
<meta name="viewport" content="width=device-width, initial-scale=1" />
<title>New in the shop this week</title>
<style type="text/css">
  body { margin: 0; padding: 0; background: #f4f4f4; }
  img { border: 0; outline: none; text-decoration: none; }
  @media only screen and (max-width: 620px) { .stack { display: block !important; width: 100% !important; } }
</style>
</head>
<body>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr><td align="center">
<table role="presentation" width="600" cellpadding="0" cellspacing="0" border="0" style="background-color:#ffffff;">
"""
_FOOT = """\
<tr><td style="padding:24px;font:12px/18px Arial,Helvetica,sans-serif;color:#888888;">Shop Ltd, 1 High Street</td></tr>
</table>
</td></tr></table>
</body>
</html>
"""
_ARTICLE = """\
<td class="stack" width="200" valign="top" style="padding:8px 12px;background-color:#ffffff;">
<a href="https://shop.example/c/{section}/{slug}-{number}?utm_source=news&amp;utm_campaign=week-{week}">\
<img src="https://img.shop.example/{section}/{number}.jpg" width="176" height="{height}" alt="{words}" /></a>
<p style="margin:8px 0;font:14px/20px Arial,sans-serif;color:#333333;">{text}</p>
</td>
"""
_FIELDS = (
    "From: Shop <news@shop.example>\n"
    "To: reader@mail.example\n"
    "Subject: New in the shop this week\n"
    "Date: Sat, 21 Nov 2026 09:00:00 +0000\n"
    "Message-ID: <week-47@shop.example>\n"
    "MIME-Version: 1.0\n"
)


def newsletter() -> str:
    """The HTML, lines end in LF."""
    random = Random(266)  # noqa: S311  # no secret is made here
    articles = [_article(random, number) for number in range(ARTICLES)]
    rows = [articles[place : place + IN_A_ROW] for place in range(0, ARTICLES, IN_A_ROW)]
    return _HEAD + "".join(f"<tr>\n{''.join(row)}</tr>\n" for row in rows) + _FOOT


def message(encoding: str) -> bytes:
    """The newsletter as a message of one part, lines end in CRLF.

    Args:
        encoding: "8bit" or "quoted-printable".
    """
    octets = _network(newsletter())
    body = octets if encoding == "8bit" else encode(octets, b"\r\n")
    return _network(_FIELDS + _content("text/html; charset=utf-8", encoding)) + body


def large_message(size: int) -> bytes:
    """The newsletter with as many attached pictures of 1 MB in base64 as make a message of about that many octets."""
    random = Random(25)  # noqa: S311  # no secret is made here
    picture = base64.encodebytes(random.randbytes(750_000)).replace(b"\n", b"\r\n")
    opening = _network("--=_boundary\n")
    image = opening + _network(_content("image/jpeg", "base64")) + picture
    text = opening + _network(_content("text/html; charset=utf-8", "8bit")) + _network(newsletter())
    head = _network(_FIELDS + 'Content-Type: multipart/mixed; boundary="=_boundary"\n\n')
    return b"".join([head, text, b"\r\n", *[image] * (size // len(image)), _network("--=_boundary--\n")])


def many_parts(count: int) -> bytes:
    """A message of so many small text parts."""
    part = _network("--=_boundary\n" + _content("text/plain; charset=utf-8", "8bit") + "A few words of text.\n" * 8)
    head = _network(_FIELDS + 'Content-Type: multipart/mixed; boundary="=_boundary"\n\n')
    return b"".join([head, *[part] * count, _network("--=_boundary--\n")])


def _article(random: Random, number: int) -> str:
    return _ARTICLE.format(
        section=random.choice(("home", "women", "men", "garden")),
        slug="-".join(_plain(random, 2)),
        number=10_000 + number * 7,
        week=random.randrange(40, 53),
        height=random.randrange(120, 240),
        words=" ".join(_plain(random, 3)),
        text=" ".join(random.choices(_WORDS, k=random.randrange(6, 15))).capitalize(),
    )


def _plain(random: Random, count: int) -> list[str]:
    return [word for word in random.choices(_WORDS, k=count * 3) if word.isascii() and word.isalpha()][:count]


def _content(kind: str, encoding: str) -> str:
    return f"Content-Type: {kind}\nContent-Transfer-Encoding: {encoding}\n\n"


def _network(text: str) -> bytes:
    return text.replace("\n", "\r\n").encode()


if __name__ == "__main__":
    print(newsletter(), end="")
