"""HTML written safely: text is text unless it was made here, whatever it says."""

from collections.abc import Iterable
from html import escape

from backstamp.app.printable import printable

_VOID = {"meta", "br", "hr"}


class Markup(str):
    """HTML that was made by this module; any other string is text."""

    __slots__ = ()


def tag(name: str, /, *children: str, **attributes: str) -> Markup:
    """An element.

    Args:
        name: of the element.
        children: markup, or text, which is escaped and made printable.
        attributes: values are escaped; an underscore at the end of a name is left out (``class_``), others become
            hyphens.
    """
    given = "".join(f' {key.rstrip("_").replace("_", "-")}="{_text(value)}"' for key, value in attributes.items())
    if name in _VOID:
        return Markup(f"<{name}{given}>")
    return Markup(f"<{name}{given}>{joined(children)}</{name}>")


def joined(children: Iterable[str]) -> Markup:
    """Markup and text, one behind the other."""
    return Markup("".join(each if isinstance(each, Markup) else _text(each) for each in children))


def _text(text: str) -> str:
    return escape(printable(text, longest=4000), quote=True)
