"""Made-up mail that is never the same twice: what scanning is warmed up on, and mailboxes of any size.

A shop's mail to one reader, some 20 KB of HTML: each link and picture leads through a token of its own, the last
picture is a pixel. Every fourth message carries an attachment of 2 MB, as mailboxes are mostly attachments.
"""

import base64
from collections.abc import Iterator
from pathlib import Path
from random import Random

ARTICLES = 20
EVERY = 4
"""One message in so many has an attachment."""
READERS = 7
"""A mailbox has few addresses of its own."""
_ATTACHED = 1_500_000
_ARTICLE = """\
<tr><td style="padding:8px 12px;background-color:#ffffff;font:14px/20px Arial,Helvetica,sans-serif;color:#333333;">
<a href="https://click.{site}/ls/click?upn={token}" style="color:#0066cc;text-decoration:none;">\
<img src="https://img.{site}/spring/{number}.jpg" width="176" height="132" alt="Article {number}" \
style="display:block;border:0;outline:none;" /></a>
<p style="margin:8px 0;">Number {number} of this week, while stocks last, with care made by hand from old wood and
linen, for your home and for nobody else's, and only while the kettle is warm and the lamp is lit.</p></td></tr>
"""
_MESSAGE = """\
Delivered-To: {reader}
From: Shop {shop} <news@{site}>
To: Reader <{reader}>
Subject: New in the shop, week {week}
Date: Sat, 21 Nov 2026 09:00:00 +0000
Message-ID: <{token}@{site}>
List-Unsubscribe: <https://{site}/u/{token}>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="=_boundary"

--=_boundary
Content-Type: text/html; charset=utf-8
Content-Transfer-Encoding: 8bit

<html><head><title>New</title><style>img {{ border: 0 }} .wide {{ width: 100% }}</style></head>
<body><table role="presentation" width="600" cellpadding="0" cellspacing="0" border="0">
{articles}</table>
<img src="https://{site}/o/{token}.gif" width="1" height="1" alt="" /></body></html>
"""
_PICTURE = """
--=_boundary
Content-Type: image/jpeg; name="picture.jpg"
Content-Disposition: attachment; filename="picture.jpg"
Content-Transfer-Encoding: base64

"""
_END = "\n--=_boundary--\n"


def message(number: int, *, attached: bool = False) -> bytes:
    """One message; its number decides its sender, its reader and its tokens.

    Args:
        number: 0 or more.
        attached: whether it carries an attachment.
    """
    random = Random(number)  # noqa: S311  # no secret is made here
    shop = number % 211
    site = f"shop-{shop}.example"
    articles = "".join(
        _ARTICLE.format(site=site, number=number * ARTICLES + place, token=_token(random)) for place in range(ARTICLES)
    )
    reader = f"reader-{number % READERS}@mail.example"
    text = _MESSAGE.format(
        reader=reader, shop=shop, site=site, week=number % 53, token=_token(random), articles=articles
    )
    return (text + (_PICTURE + _picture(random) if attached else "") + _END).encode()


def mailbox(octets: int) -> Iterator[bytes]:
    """An mbox of at least so many octets, one message after the other, made while it is read."""
    number = 0
    while octets > 0:
        one = message(number, attached=number % EVERY == 0)
        whole = b"From news@shop.example Sat Nov 21 09:00:00 2026\n" + one + b"\n"
        yield whole
        octets -= len(whole)
        number += 1


def write_messages(folder: Path, count: int, first: int) -> list[Path]:
    """Write so many messages without attachments into a folder, each into a file of its own.

    Args:
        folder: made where it is not there.
        count: how many.
        first: number of the first.
    """
    folder.mkdir(exist_ok=True)
    paths = [folder / f"{number}.eml" for number in range(first, first + count)]
    for number, path in enumerate(paths, first):
        path.write_bytes(message(number))
    return paths


def _token(random: Random) -> str:
    return base64.urlsafe_b64encode(random.randbytes(96)).decode()


def _picture(random: Random) -> str:
    return base64.encodebytes(random.randbytes(_ATTACHED)).decode()
