"""What a mailing is made of, and how one reader's copy is put together."""

from collections.abc import Callable
from dataclasses import dataclass

from bench.accuracy.corpora import Mail, Pair
from tests.recipient.mailings.tokens import Tokens

READERS = (("Karla Sommer", "karla.sommer@reader.example"), ("Jonas Winter", "jwinter77@other.example"))


@dataclass(frozen=True, slots=True)
class Made:
    """A copy, before it is a message.

    Attributes:
        html: the body.
        fields: of the header, beside From, To, Subject and Message-ID.
        sender: the address that it comes from.
    """

    html: str
    fields: tuple[str, ...] = ()
    sender: str = "news@lampenladen.example"


Style = Callable[[Tokens, Tokens, str], Made]
"""Makes a copy out of the mailing's identifiers, the reader's, and the reader's address."""


def pair(style: Style, *, seed: int = 1) -> Pair:
    """A mailing as two readers get it."""
    return Pair(_copy(style, 0, seed), _copy(style, 1, seed))


def _copy(style: Style, reader: int, seed: int) -> Mail:
    name, address = READERS[reader]
    common, own = Tokens(f"{style.__name__} {seed} for all"), Tokens(f"{style.__name__} {seed} for {reader}")
    made = style(common, own, address)
    head = (
        f"From: Lampenladen <{made.sender}>",
        f"To: {name} <{address}>",
        "Subject: Neue Lampen",
        f"Message-ID: <{own.hex('message id', 20)}@{made.sender.partition('@')[2]}>",
        *made.fields,
        "MIME-Version: 1.0",
        "Content-Type: text/html; charset=utf-8",
    )
    html = f"<!DOCTYPE html><html><body>{made.html}</body></html>"
    return Mail(f"{style.__name__} for {reader}", "\r\n".join((*head, "", html, "")).encode())


def link(url: str, words: str = "Zum Angebot") -> str:
    return f'<p><a href="{escaped(url)}">{words}</a></p>\n'


def picture(url: str, width: int = 600, height: int = 240) -> str:
    return f'<img src="{escaped(url)}" width="{width}" height="{height}" alt="Lampe">\n'


def pixel(url: str) -> str:
    return f'<img src="{escaped(url)}" width="1" height="1" alt="">\n'


def bare(url: str) -> str:
    """An image that declares no size."""
    return f'<img src="{escaped(url)}" alt="">\n'


def leaving(*urls: str) -> str:
    """The field for leaving the list."""
    return f"List-Unsubscribe: {', '.join(f'<{url}>' for url in urls)}"


def escaped(url: str) -> str:
    return url.replace("&", "&amp;")
