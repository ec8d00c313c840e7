"""The link element: what is fetched, and when, by its rel (WHATWG HTML section 4.6.7, and what browsers did before)."""

from collections.abc import Iterator

from backstamp.mail.references.found import Found, whole
from backstamp.mail.references.reference import Kind, Trigger
from backstamp.mail.references.table import Row
from backstamp.mail.references.tags import Tag

_STYLE = Row(Kind.STYLE, Trigger.OPEN)
_ICON = Row(Kind.IMAGE, Trigger.OPEN)
_FETCHED = Row(Kind.PREFETCH, Trigger.OPEN)
_LOOKUP = Row(Kind.PREFETCH, Trigger.AUTOMATIC, note="a name lookup or a connection, no request")
_NAMED = Row(Kind.LINK, Trigger.NEVER, note="names a related page")
_FEED = Row(Kind.LINK, Trigger.CLICK, note="offered to the reader")

_BY_REL = {
    "stylesheet": _STYLE,
    "import": Row(Kind.SCRIPT, Trigger.OPEN, note="HTML imports, withdrawn"),
    "icon": _ICON,
    "apple-touch-icon": _ICON,
    "apple-touch-icon-precomposed": _ICON,
    "apple-touch-startup-image": _ICON,
    "mask-icon": _ICON,
    "fluid-icon": _ICON,
    "image_src": _ICON,
    "dns-prefetch": _LOOKUP,
    "preconnect": _LOOKUP,
    "prefetch": _FETCHED,
    "preload": _FETCHED,
    "prerender": _FETCHED,
    "modulepreload": _FETCHED,
    "subresource": _FETCHED,
    "next": Row(Kind.PREFETCH, Trigger.OPEN, note="old Firefox fetches the next page ahead"),
    "offline": _FETCHED,
    "manifest": _FETCHED,
    "search": Row(Kind.PREFETCH, Trigger.OPEN, note="OpenSearch descriptions are fetched ahead"),
    "p3pv1": _FETCHED,
    "chrome-webstore-item": _FEED,
    "alternate": _FEED,
    "feedurl": _FEED,
    "canonical": _NAMED,
    "compression-dictionary": _FETCHED,
    "expect": _NAMED,
    "pingback": Row(Kind.PING, Trigger.NEVER, note="for programs that write about the page"),
    "edit-time-data": Row(Kind.OTHER, Trigger.NEVER, note="written by Office"),
    "file-list": Row(Kind.OTHER, Trigger.NEVER, note="written by Office"),
    "themedata": Row(Kind.OTHER, Trigger.NEVER, note="written by Office"),
    "colorschememapping": Row(Kind.OTHER, Trigger.NEVER, note="written by Office"),
    "ole-object-data": Row(Kind.OTHER, Trigger.NEVER, note="written by Office"),
}


def found_in_link(tag: Tag) -> Iterator[Found]:
    """The references of one link element; of several rels the one that is fetched soonest counts."""
    href = tag.attributes.get("href") or tag.attributes.get("src")
    if href is None:
        return
    rels = tag.text("rel").lower().split()
    known = [(rel, _BY_REL[rel]) for rel in rels if rel in _BY_REL]
    rel, row = min(known, key=_soonest, default=(rels[0] if rels else "", _NAMED))
    if "shortcut" in rels and not known:
        rel, row = "shortcut icon", _ICON
    if "print" in tag.text("media").lower() and row is _STYLE:
        row = Row(Kind.STYLE, _print(tag.text("media")), note="for printing")
    yield whole(href, row, f"link@{href.name} rel={rel[:40]}" if rel else f"link@{href.name}")


def _soonest(known: tuple[str, Row]) -> int:
    order = (Trigger.OPEN, Trigger.AUTOMATIC, Trigger.CLICK, Trigger.NEVER)
    return order.index(known[1].trigger) * 2 + (known[1] is not _STYLE)


def _print(media: str) -> Trigger:
    """Browsers fetch sheets of all media at once; mail clients that inline styles do so on printing."""
    return Trigger.PRINT if media.strip().lower() == "print" else Trigger.OPEN
