"""Style sheets and style attributes: what each url() in them is for, and when it is fetched."""

from collections.abc import Iterator

from backstamp.mail.css import CssUrl, css_urls
from backstamp.mail.references.found import Found
from backstamp.mail.references.reference import Kind, Trigger
from backstamp.mail.references.scripts import addresses
from backstamp.mail.references.tags import Attribute
from backstamp.mail.splice import Span

_BEHAVIOURS = frozenset({"behavior", "-ms-behavior", "-moz-binding"})
_FILTERS = frozenset({"AlphaImageLoader", "ICMFilter"})
_OLD = "only old engines fetch it"


def found_in_sheet(text: str, span: Span) -> Iterator[Found]:
    """The references of a style sheet that stands at ``span`` of a text."""
    for url in css_urls(text[slice(*span)]):
        place = Span(span.start + url.raw_span.start, span.start + url.raw_span.end)
        yield from _found(url, "style", place)


def found_in_style(attribute: Attribute, element: str) -> Iterator[Found]:
    """The references of a style attribute of an element (its name as written)."""
    for url in css_urls(attribute.text, declarations=True):
        yield from _found(url, f"{element}@style", attribute.raw_span(url.raw_span))


def found_in_presentation(attribute: Attribute, element: str) -> Iterator[Found]:
    """The references of an SVG attribute that holds one CSS value, as ``fill="url(…)"``."""
    head = f"{attribute.name}:"
    for url in css_urls(head + attribute.text, declarations=True):
        inner = Span(url.raw_span.start - len(head), url.raw_span.end - len(head))
        if inner.start >= 0:
            place = attribute.raw_span(inner)
            yield Found(Kind.IMAGE, Trigger.OPEN, f"{element}@{attribute.name}", url.value, place)


def _found(url: CssUrl, where: str, place: Span) -> Iterator[Found]:
    if url.function == "attr":
        return  # the attribute itself is told where it stands
    if url.function == "expression":
        yield from _scripted(url, f"{where} {url.property[:40]} expression()", place)
        return
    kind, trigger, name, note = _meaning(url)
    yield Found(kind, trigger, f"{where} {name}".rstrip(), url.value, place, note)


def _meaning(url: CssUrl) -> tuple[Kind, Trigger, str, str]:
    if url.function == "sourceMappingURL":
        return Kind.OTHER, Trigger.NEVER, url.function, "for developer tools"
    if not url.is_fetched():
        return Kind.OTHER, Trigger.NEVER, url.at_rule, "a name or a condition, not fetched"
    if url.function == "@import":
        return Kind.STYLE, _when(url), "@import", _note(url)
    if url.at_rule == "@font-face":
        return Kind.FONT, _when(url), "@font-face", _note(url)
    if url.property in _BEHAVIOURS:
        return Kind.SCRIPT, Trigger.OPEN, url.property, _OLD
    name = url.property[:40] if url.function == "url" else f"{url.property[:40]} {url.function}()"
    return Kind.IMAGE, _when(url), name, _OLD if url.function in _FILTERS else _note(url)


def _scripted(url: CssUrl, vector: str, place: Span) -> Iterator[Found]:
    for match in addresses(url.value, Span(0, len(url.value))):
        yield Found(Kind.SCRIPT, Trigger.OPEN, vector, match[0], place, _OLD)


def _when(url: CssUrl) -> Trigger:
    media = url.media.lower()
    return (
        Trigger.PRINT
        if "print" in media and not {"screen", "all"} & set(media.replace(",", " ").split())
        else Trigger.OPEN
    )


def _note(url: CssUrl) -> str:
    selector = url.selector.lower()
    if _when(url) is Trigger.PRINT:
        return "for printing"
    if any(state in selector for state in (":hover", ":active", ":focus", ":visited", ":checked")):
        return "when the reader points at something or acts"
    if "blockquote" in selector or "gmail_quote" in selector or "forward" in selector:
        return "when the message stands quoted in a reply or a forward"
    return ""
