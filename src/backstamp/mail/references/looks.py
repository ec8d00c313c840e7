"""How the elements of one text look: size, style, what hides them, and whether anything visible stands behind them."""

from collections.abc import Iterable
from dataclasses import replace

from backstamp.mail.css import Declaration
from backstamp.mail.references.markup import Met
from backstamp.mail.references.tags import Tag
from backstamp.mail.style_sheet import StyleSheet
from backstamp.mail.visible import WATCHED, Appearance, appearance, hides_contents

BEFORE = "before all visible content"
AFTER = "after all visible content"

_CONTENT = frozenset({"img", "image", "input", "video", "button", "iframe", "object", "hr", "amp-img", "svg"})
_EMPTY = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "image", "input", "link", "meta", "param", "source", "track")
)
_LOOKS = frozenset({"style", "hidden"})
_MAX_SHEET = 500_000


class Looks:
    """The looks of one text's elements. Tags that are written alike look alike: each is judged once.

    Args:
        text: the document.
        met: what was met on the walk through it, in order.
    """

    def __init__(self, text: str, met: Iterable[Met]) -> None:
        met = list(met)
        sheets = [text[slice(*one.content)] for one in met if one.content and one.tag and one.tag.name == "style"]
        self._sheet = StyleSheet.read((sheet for sheet in sheets if len(sheet) <= _MAX_SHEET), WATCHED)
        self._styled = bool(sheets)
        self._hidden: set[int] = set()
        self._hiding: dict[str, bool] = {}
        self._known: dict[tuple[str, bool], Appearance] = {}
        self._first, self._last = len(text), -1
        self._walk(met)

    def of(self, tag: Tag) -> Appearance:
        """How the element of a tag looks."""
        start = tag.start
        look = self._look(tag)
        order = AFTER if start > self._last else BEFORE if start < self._first else ""
        return replace(look, order=order) if order else look

    def _walk(self, met: list[Met]) -> None:
        """Note what lies inside hidden elements, and where visible content begins and ends."""
        hidden_until = 0
        for one in met:
            start, tag = one.start, one.tag
            hidden = start < hidden_until
            if tag is None:
                if one.words and not hidden:
                    self._content(start)
            elif hidden:
                self._hidden.add(start)
            elif one.node and tag.name not in _EMPTY and self._hides(tag):
                hidden_until = one.node.extent()
            elif tag.name in _CONTENT and not one.note and not self._look(tag).hidden:
                self._content(start)

    def _content(self, place: int) -> None:
        """Something visible stands here; told in the order of the text."""
        self._first = min(self._first, place)
        self._last = place

    def _hides(self, tag: Tag) -> bool:
        """Whether nothing inside is shown."""
        written = tag.written
        hides = self._hiding.get(written)
        if hides is None:
            hides = self._hiding[written] = self._judged(tag, written)
        return hides

    def _judged(self, tag: Tag, written: str) -> bool:
        if not self._styled:
            written = written.lower()
            if "style" not in written and "hidden" not in written:
                return False
        if not tag.attributes:
            return False
        declared = self._declared(tag) if self._styled else ()
        speaks = bool(declared) or not _LOOKS.isdisjoint(tag.attributes)
        return speaks and hides_contents(_values(tag), declared)

    def _look(self, tag: Tag) -> Appearance:
        known = tag.written, tag.start in self._hidden
        look = self._known.get(known)
        if look is None:
            values, declared = _values(tag), self._declared(tag)
            look = self._known[known] = appearance(tag.name, values, declared, inside_hidden=known[1])
        return look

    def _declared(self, tag: Tag) -> tuple[Declaration, ...]:
        return self._sheet.for_element(tag.name, tag.text("id"), tag.text("class").split())


def _values(tag: Tag) -> dict[str, str | None]:
    return {name: attribute.text for name, attribute in tag.attributes.items()}
