"""One text of a message, looked through once for its references and its tags."""

from collections.abc import Callable, Iterator

from backstamp.mail.references.document import HtmlText, html_text, references_in_html
from backstamp.mail.references.place import Place
from backstamp.mail.references.reference import Reference

Reader = Callable[[str, Place], Iterator[Reference]]
"""What finds the references of a text."""


class Text:
    """A text and what it holds.

    Args:
        text: the characters.
        read: from ``mail.references.leaf.text_reader``.
        place: where it stands.
        first: whether it is as it stands in the message; then a scan has walked it already, as a rule.

    Attributes:
        text: the same.
        html: what is met in it, where it is HTML.
    """

    __slots__ = ("_place", "_read", "html", "text")

    def __init__(self, text: str, read: Reader, place: Place, *, first: bool) -> None:
        self.text, self._read, self._place = text, read, place
        walked = html_text if first else HtmlText
        self.html = walked(text) if read is references_in_html else None

    def references(self, *, looks: bool = False) -> Iterator[Reference]:
        """In the order of the text; the looks of HTML elements are told only where they are asked for."""
        return self.html.references(self._place, looks=looks) if self.html else self._read(self.text, self._place)
