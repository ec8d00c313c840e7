"""What a style sheet or style attribute makes a client fetch, and what it declares.

Rules: CSS Syntax Level 3; CSS Images Level 4 (image, image-set), CSS Values Level 5 (src, attr), CSS Cascade Level 5
(@import), and Microsoft's filters, behaviours and expressions, which Outlook and old webmail read.
"""

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from operator import attrgetter

from backstamp.mail.css_items import MAX_MEDIA, Found, Item, css_items
from backstamp.mail.css_tokens import css_tokens, decoded
from backstamp.mail.splice import Span

_VALUE = r"""(?:[\w \t\n\r\f:.,%#!+=/-]++|"[^"\\\n\r\f]*+"|'[^'\\\n\r\f]*+'|\([^()"'\\\[\]{}]*+\))*+"""
_PLAIN = re.compile(rf"(?:{_VALUE};)*+{_VALUE}", re.ASCII)
_PLAIN_DECLARATION = re.compile(
    rf"[ \t\n\r\f]*+((?:--|-?[a-zA-Z_])[\w-]*+)[ \t\n\r\f]*+:({_VALUE});?|{_VALUE}(?:;|\Z)", re.ASCII
)
_HOLDERS = ("url(", "src(", "image(", "image-set(", "attr(", "expression(", "alphaimageloader(", "icmfilter(")
_NAMES = ("\\", "@import", "@namespace", "sourcemappingurl")
_MAX_KEPT = 2000
_BEFORE_MEDIA = " \t\n\r\f\"')"


@dataclass(frozen=True, slots=True)
class CssUrl:
    """A URL in CSS.

    Attributes:
        function: what holds it: "url", "src", "image", "image-set", "@import", "@namespace", "attr" (``value`` is the
            name of the attribute that holds the URL), "expression" (``value`` is its script), "AlphaImageLoader",
            "ICMFilter", "behavior", "sourceMappingURL".
        property: lower-case, custom properties as written; "" where it stands in no declaration.
        value: escapes decoded.
        raw_span: the URL as written, without quotes or parentheses.
        at_rule: the innermost around it ("@media", "@font-face", "@import"); "" for none.
        selector: of the rule it stands in, as written.
        media: the media around it, or those of its @import; at most 200 characters.
    """

    function: str
    property: str
    value: str
    raw_span: Span
    at_rule: str
    selector: str
    media: str

    def is_fetched(self) -> bool:
        """Whether a client would load it: not a namespace's name, nor a condition's (``@document url()``)."""
        return bool(self.property) or self.function in {"@import", "sourceMappingURL"}


@dataclass(frozen=True, slots=True)
class Declaration:
    """``property: value``, the property lower-case, escapes decoded, without comments and ``!important``."""

    property: str
    value: str
    important: bool
    span: Span


@dataclass(frozen=True, slots=True)
class Rule:
    """A style rule: its selector as written, the media around it ("" for all), and what it declares."""

    selector: str
    media: str
    declarations: tuple[Declaration, ...]


def css_urls(css: str, *, declarations: bool = False) -> Iterator[CssUrl]:
    """Every URL of a style sheet, or (``declarations``) of a style attribute, in order.

    Args:
        css: the text, its character references decoded where HTML asks for that (attributes, not ``<style>``).
        declarations: it is the value of a style attribute.
    """
    if not _names_a_url(css):
        return
    for item in css_items(css, declarations=declarations):
        for place, found in enumerate(item.urls):
            yield _url(css, item, found, first=place == 0)


def _names_a_url(css: str) -> bool:
    """Whether something stands there without which, and without an escape to write it with, CSS holds no URL."""
    lower = css.lower()
    return ("(" in lower and any(name in lower for name in _HOLDERS)) or any(name in lower for name in _NAMES)


def _url(css: str, item: Item, found: Found, *, first: bool) -> CssUrl:
    function, media, block = found.function, item.block.media, item.block
    if item.property in {"behavior", "-ms-behavior"} and function == "url":
        function = "behavior"
    if first and item.at_rule in {"@import", "@namespace"} and function != "sourceMappingURL":
        function = item.at_rule
        media = css[found.span.end : item.span.end][: MAX_MEDIA + 8].lstrip(_BEFORE_MEDIA).rstrip()[:MAX_MEDIA]
    at_rule = item.at_rule or block.at_rule
    return CssUrl(function, item.property, found.value, found.span, at_rule, block.selector, media)


def css_declarations(css: str, properties: frozenset[str] | None = None) -> Sequence[Declaration]:
    """The declarations of a style attribute, in order. Mail repeats its styles: those last read are kept.

    Args:
        css: the attribute's value.
        properties: whose declarations are read, in lower case; all of them when left out.
    """
    return (_kept if len(css) <= _MAX_KEPT else _declarations)(css, properties)


def _declarations(css: str, properties: frozenset[str] | None) -> Sequence[Declaration]:
    if "/*" not in css and _PLAIN.fullmatch(css):
        return tuple(
            _declaration(match[1], match[2], Span(match.start(1), match.end(2)))
            for match in _PLAIN_DECLARATION.finditer(css)
            if match[1] and (properties is None or match[1].lower() in properties)
        )
    return tuple(_declared(css, item) for item in css_items(css, declarations=True) if _is_read(item, properties))


def _is_read(item: Item, properties: Container[str] | None) -> bool:
    return bool(item.property) and (properties is None or item.property in properties)


_kept = lru_cache(maxsize=2048)(_declarations)


def css_rules(css: str, properties: Container[str] | None = None) -> Iterator[Rule]:
    """The style rules of a style sheet that hold for whole elements, in order; one may come in several pieces.

    Rules that hold only at times (@supports, @keyframes, nested in another rule) and declarations that belong to no
    element (@font-face) are left out; those of @media say for what.

    Args:
        css: the style sheet.
        properties: whose declarations are read, in lower case; all of them when left out.
    """
    declared = (item for item in css_items(css) if _is_read(item, properties))
    for block, items in groupby(declared, key=attrgetter("block")):
        if block.selector and not block.conditional:
            yield Rule(block.selector, block.media, tuple(_declared(css, item) for item in items))


def _declared(css: str, item: Item) -> Declaration:
    value = css[slice(*item.value)]
    if "/*" in value:
        value = "".join(value[slice(*token.span)] for token in css_tokens(value) if token.kind != "comment")
    return _declaration(item.property, decoded(value), item.span)


def _declaration(name: str, value: str, span: Span) -> Declaration:
    before, mark, after = value.rpartition("!")
    important = bool(mark) and after.strip().lower() == "important"
    name = name if name.startswith("--") else name.lower()
    return Declaration(name, (before if important else value).strip(), important, span)
