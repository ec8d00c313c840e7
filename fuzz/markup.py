"""Targets: what reads markup. HTML, style sheets, character references, conditional comments, references."""

from collections.abc import Iterable

from backstamp.mail.conditional import conditional_comments
from backstamp.mail.css import css_declarations, css_rules, css_urls
from backstamp.mail.css_items import css_items
from backstamp.mail.entities import decode_attribute, decode_text
from backstamp.mail.html import Document
from backstamp.mail.references.calendar import found_in_calendar
from backstamp.mail.references.document import references_in_css, references_in_html
from backstamp.mail.references.message import references
from backstamp.mail.references.reference import Reference
from backstamp.mail.splice import Span
from backstamp.mail.srcset import listed_urls, srcset_urls
from backstamp.mail.style_sheet import StyleSheet
from backstamp.mail.visible import appearance, hides_contents
from fuzz.choices import Choices
from fuzz.html_builder import html as built
from fuzz.message_builder import message


def html(data: bytes) -> None:
    """Elements, attributes and comments stand where they are said to stand."""
    _read_html(data.decode("utf-8", "surrogateescape"))


def built_html(data: bytes) -> None:
    """The same for markup that is built rather than mutated; its references are found too."""
    text = built(Choices(data), 200)
    _read_html(text)
    _hold(references_in_html(text), len(text))


def css(data: bytes) -> None:
    """Tokens, URLs, declarations and rules of a style sheet; how elements look that have it."""
    text = data.decode("utf-8", "surrogateescape")
    for item in css_items(text):
        assert item is not None
    for declarations in (False, True):
        for url in css_urls(text, declarations=declarations):
            _inside(url.raw_span, len(text))
    css_declarations(text)
    list(css_rules(text))
    found = StyleSheet.read([text]).for_element("img", "a", ["b", "c"])
    attributes = {"style": text, "width": text[:20], "height": text[-20:], "hidden": None}
    appearance("img", attributes, found, order="last")
    hides_contents(attributes, found, tag="td")
    _hold(references_in_css(text), len(text))


def attributes(data: bytes) -> None:
    """Character references, srcset and lists of URLs: each place is one of the text."""
    text = data.decode("utf-8", "surrogateescape")
    for decode in (decode_attribute, decode_text):
        decoded = decode(text)
        whole = decoded.raw(Span(0, len(decoded.text)))
        assert whole == Span(0, len(text))
        middle = len(decoded.text) // 2
        _inside(decoded.raw(Span(middle, min(middle + 3, len(decoded.text)))), len(text))
    for url, span in (*srcset_urls(text), *listed_urls(text), *listed_urls(text, commas=True)):
        assert text[span.start : span.end] == url


def references_of_message(data: bytes) -> None:
    """Every reference of a message lies inside it."""
    _hold(references(data), len(data))
    list(found_in_calendar(data.decode("latin-1")))


def references_of_built_message(data: bytes) -> None:
    """The same for messages that are built rather than mutated."""
    octets = message(Choices(data))
    _hold(references(octets), len(octets))


def _read_html(text: str) -> None:
    document = Document(text)
    end = 0
    for element in document.elements():
        for span in (element.start, element.end):
            if span is not None:
                _inside(span, len(text))
        element.text(100)
        list(element.ancestors())[:50]
        end = max(end, element.extent())
    assert end <= len(text)
    links = [link[1:] for link in document.hyperlinks()]
    for _, name, start, stop, _ in links:
        assert 0 <= name <= start <= stop <= len(text)
    asked = [link[1:] for element in document.elements("a") if (link := element.hyperlink("href"))]
    assert sorted(links) == sorted(asked), "the quick way finds other links than the parser"
    for comment in conditional_comments(text):
        _inside(comment.span, len(text))
        assert comment.span.start <= comment.inner.start <= comment.inner.end <= comment.span.end


def _hold(found: Iterable[Reference], size: int) -> None:
    for reference in found:
        _inside(reference.span, size)


def _inside(span: Span, size: int) -> None:
    assert 0 <= span.start <= span.end <= size, (span, size)
