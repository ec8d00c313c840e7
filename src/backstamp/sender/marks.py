"""What a stamp writes: the pixel, the line that readers see, the link to the reader's page; and the way back."""

from urllib.parse import unquote_to_bytes

from backstamp.sender.modes import Mode, Modes
from backstamp.tokens.token import TOKEN_LENGTH

NOTICE_CLASS = "backstamp-notice"
_STYLE = "margin:16px 0 0;font:12px/1.5 sans-serif;color:#767676"
_PAGE_WORDS = "What is recorded, and how to stop it"
_LINK, _QUERY = b"/l/", b"?to="
_LINK_LENGTH = len(_LINK) + TOKEN_LENGTH


def escaped(url: str) -> str:
    """A URL as it stands between quotes in HTML, whichever quotes they are."""
    return url.replace("&", "&amp;").replace('"', "&quot;").replace("'", "&#39;").replace("<", "&lt;")


def pixel(url: str) -> str:
    """The pixel: plain and recognisable; no ``display:none``, no padding, no disguise."""
    return f'<img src="{escaped(url)}" width="1" height="1" alt="">'


def closing(modes: Modes, pixel_url: str | None, page_url: str | None, *, visible: bool) -> str:
    """What is inserted once per message.

    Args:
        modes: those of the copy.
        pixel_url: None where opens are not stamped.
        page_url: of the reader's page; None where there is to be no link to it.
        visible: whether the reader sees a line that says what the message tells.
    """
    image = pixel(pixel_url) if pixel_url else ""
    words = [notice(modes)] if visible else []
    if page_url:
        words.append(f'<a href="{escaped(page_url)}" style="color:#767676">{_PAGE_WORDS}</a>')
    return f'<p class="{NOTICE_CLASS}" style="{_STYLE}">{" ".join(words)}{image}</p>' if words else image


def notice(modes: Modes) -> str:
    """One plain sentence for the reader: what this message tells its sender."""
    opens, links = modes.opens, modes.links
    deeds = [*(["when it is opened"] if opens is not Mode.OFF else [])]
    deeds += ["which of its links are followed"] if links is not Mode.OFF else []
    if modes.highest is Mode.AGGREGATE:
        return f"This message counts {_counted(modes)}, for all its readers together."
    pseudonym = ", under a pseudonym" if modes.highest is Mode.PSEUDONYMOUS else ""
    return f"This message tells its sender {' and '.join(deeds)}{pseudonym}."


def _counted(modes: Modes) -> str:
    counted = [word for word, mode in (("openings", modes.opens), ("clicks", modes.links)) if mode is not Mode.OFF]
    return " and ".join(counted)


def expected(new: bytes, *, entities: bool) -> bytes:
    """What probably stood in the place of something that a stamp wrote: the guess of ``mail.undo``.

    Args:
        new: transfer-decoded, as written.
        entities: whether ampersands in links were written ``&amp;``.

    Returns:
        The destination of a stamped link; nothing for all else.
    """
    head, query, tail = new.partition(_QUERY)
    if not query or not head.startswith(_LINK, len(head) - _LINK_LENGTH):
        return b""
    if new.startswith(b'"'):
        tail = tail.removesuffix(b'"')  # a value that had no quotation marks has got them
    if b"%" not in tail:
        return tail
    url, mark, fragment = tail.partition(b"#")
    if url.count(b"%") == url.count(b"%26"):
        return url.replace(b"%26", b"&amp;" if entities else b"&") + mark + fragment
    url = unquote_to_bytes(url)
    return (url.replace(b"&", b"&amp;") if entities else url) + mark + fragment
