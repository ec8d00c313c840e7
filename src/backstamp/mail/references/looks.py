"""How the elements of one text look: size, style, what hides them, and whether anything visible stands behind them."""

from collections.abc import Iterable
from dataclasses import replace

from backstamp.mail.css import Declaration
from backstamp.mail.references.markup import Met
from backstamp.mail.references.tags import Tag
from backstamp.mail.style_sheet import StyleSheet
from backstamp.mail.visible import Appearance, appearance, hides_contents

BEFORE = "before all visible content"
AFTER = "after all visible content"

_CONTENT = frozenset({"img", "image", "input", "video", "button", "iframe", "object", "hr", "amp-img", "svg"})
_EMPTY = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "image", "input", "link", "meta", "param", "source", "track")
)
_MAX_SHEET = 500_000


class Looks:
    """The looks of one text's elements.

    Args:
        text: the document.
        met: what was met on the walk through it, in order.
    """

    def __init__(self, text: str, met: Iterable[Met]) -> None:
        met = list(met)
        sheets = [text[slice(*one.content)] for one in met if one.content and one.tag and one.tag.name == "style"]
        self._sheet = StyleSheet.read(sheet for sheet in sheets if len(sheet) <= _MAX_SHEET)
        self._styled = bool(sheets)
        self._hidden: set[int] = set()
        self._known: dict[int, Appearance] = {}
        self._first, self._last = len(text), -1
        self._walk(met)

    def of(self, tag: Tag) -> Appearance:
        """How the element of a tag looks."""
        start = tag.span.start
        look = self._look(tag)
        order = AFTER if start > self._last else BEFORE if start < self._first else ""
        return replace(look, order=order)

    def _walk(self, met: list[Met]) -> None:
        """Note what lies inside hidden elements, and where visible content begins and ends."""
        hidden_until = 0
        for one in met:
            hidden = one.start < hidden_until
            if one.words and not hidden:
                self._content(one.words.start)
            if one.tag is None:
                continue
            if hidden:
                self._hidden.add(one.start)
            elif one.node and one.tag.name not in _EMPTY and self._hides(one.tag):
                hidden_until = one.node.extent()
            elif one.tag.name in _CONTENT and not one.note and not self._look(one.tag).hidden:
                self._content(one.start)

    def _content(self, place: int) -> None:
        self._first, self._last = min(self._first, place), max(self._last, place)

    def _hides(self, tag: Tag) -> bool:
        """Whether nothing inside is shown; asked only of elements that say something of their looks."""
        attributes = tag.attributes
        if "style" not in attributes and "hidden" not in attributes and not (self._styled and attributes):
            return False
        return hides_contents(_values(tag), self._declared(tag))

    def _look(self, tag: Tag) -> Appearance:
        start = tag.span.start
        if start not in self._known:
            inside = start in self._hidden
            self._known[start] = appearance(tag.name, _values(tag), self._declared(tag), inside_hidden=inside)
        return self._known[start]

    def _declared(self, tag: Tag) -> tuple[Declaration, ...]:
        return self._sheet.for_element(tag.name, tag.text("id"), tag.text("class").split())


def _values(tag: Tag) -> dict[str, str | None]:
    return {name: attribute.text for name, attribute in tag.attributes.items()}
