"""What makes an element visible or not: its size, its style, and what stands around it.

Sizes are CSS pixels (HTML "rules for parsing dimension values"; CSS Values Level 4 section 6). Colours are left out.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from backstamp.mail.css import Declaration, css_declarations

TINY = 3
"""Pixels of either side up to which nobody sees an image."""
_TINY_SIDE = 1
_FAR = -100
"""Pixels beyond the edge from which nothing is seen."""
_MOST = 1_000_000.0
_MAX_QUOTED = 60
_PIXELS = {"": 1, "px": 1, "pt": 4 / 3, "pc": 16, "in": 96, "cm": 96 / 2.54, "mm": 9.6 / 2.54, "q": 2.4 / 2.54}
_PIXELS |= {"em": 16, "rem": 16, "ex": 8, "ch": 8, "vw": 6, "vh": 6}
_ATTRIBUTE = re.compile(r"[ \t\n\f\r]*+([0-9]++(?:\.[0-9]++)?)(%)?")
_LENGTH = re.compile(r"([-+]?(?:[0-9]++(?:\.[0-9]*+)?|\.[0-9]++))([a-z]*+|%)", re.IGNORECASE)
_CALL = re.compile(r"(?<![a-z0-9-])([a-z0-9-]++)\(([^()]*+)\)")
_SEPARATORS = re.compile(r"[\s,]++")
_WORDS = {"a", "abbr", "b", "button", "code", "em", "font", "i", "label", "small", "span", "strong", "u"}
"""Elements that mostly hold words; on others a font size of nothing only closes gaps between images."""
_GROWING = {"table", "thead", "tbody", "tfoot", "tr", "td", "th"}
"""Elements that grow with what they hold, whatever size they ask for."""
_STYLE = "its style attribute"
_SHEET = "a style sheet"
_ATTRIBUTES = "its attributes"
_OUTLOOK = " (for Outlook)"


@dataclass(frozen=True, slots=True)
class Appearance:
    """How an element is shown.

    Attributes:
        width: pixels as declared; None where it is not, or depends on the window or the image.
        height: likewise.
        hidden: why nobody sees it, each a short clause; empty for what may be seen.
        tiny: too small to be seen.
        order: where it stands among the others, in the caller's words; "" where that is not told.
    """

    width: float | None
    height: float | None
    hidden: tuple[str, ...]
    tiny: bool
    order: str


@dataclass(frozen=True, slots=True)
class _Styled:
    """A winning declaration's value, lower-case, and who made it."""

    value: str
    source: str


_Style = dict[str, _Styled]


@dataclass(frozen=True, slots=True)
class _Side:
    """A width or height in pixels, and who declared it."""

    pixels: float
    source: str


def appearance(
    tag: str,
    attributes: Mapping[str, str | None],
    sheet: Iterable[Declaration] = (),
    *,
    inside_hidden: bool = False,
    order: str = "",
) -> Appearance:
    """How an element is shown, as far as that can be told without its image and the window.

    Args:
        tag: lower-case.
        attributes: lower-case names, values with character references decoded.
        sheet: what the style sheets declare for it (``StyleSheet.for_element``).
        inside_hidden: an element around it is not shown (``hides_contents``).
        order: handed on.
    """
    style = _cascade(sheet, attributes.get("style"))
    width, height = (_side(side, attributes, style) for side in ("width", "height"))
    size = "" if tag in _GROWING else _tiny(width, height)
    around = "inside an element that is not shown" if inside_hidden else ""
    hidden = tuple(filter(None, (*_hidden(tag, attributes, style), size, around)))
    return Appearance(_pixels(width), _pixels(height), hidden, bool(size), order)


def hides_contents(
    attributes: Mapping[str, str | None], sheet: Iterable[Declaration] = (), *, tag: str = "div"
) -> bool:
    """Whether no client shows an image inside the element; arguments as for ``appearance``."""
    style = _cascade(sheet, attributes.get("style"))
    if not style and "hidden" not in attributes:
        return False
    if any(not clause.endswith(_OUTLOOK) for clause in _hidden("", attributes, style)):
        return True
    if tag in _GROWING:
        return False
    sides = (_side(side, attributes, style) for side in ("width", "height"))
    return _value(style, "overflow").startswith(("hidden", "clip")) and any(side and side.pixels <= 1 for side in sides)


def _cascade(sheet: Iterable[Declaration], inline: str | None) -> _Style:
    """The winning declarations: inline over sheet, ``!important`` over both (CSS Cascade Level 4 section 6)."""
    declared = [(declaration, _SHEET) for declaration in sheet]
    if inline:
        declared += [(declaration, _STYLE) for declaration in css_declarations(inline, WATCHED)]
    if any(declaration.important for declaration, _ in declared):
        declared.sort(key=lambda pair: pair[0].important)
    return {
        declaration.property: _Styled(declaration.value.lower(), source)
        for declaration, source in declared
        if declaration.property in WATCHED
    }


def _value(style: _Style, name: str) -> str:
    styled = style.get(name)
    return styled.value if styled else ""


def _length(written: str) -> float | None:
    """Pixels of a CSS length; a bare number counts as pixels, as it does without a doctype. None for all else."""
    match = _LENGTH.fullmatch(written)
    if match is None:
        return None
    number = float(match[1])
    unit = match[2].lower()
    if number == 0:
        return 0.0
    return max(-_MOST, min(number * _PIXELS[unit], _MOST)) if unit in _PIXELS else None


def _dimension(written: str) -> float | None:
    match = _ATTRIBUTE.match(written)
    if match is None:
        return None
    number = float(match[1])
    return None if match[2] and number else min(number, _MOST)


def _side(name: str, attributes: Mapping[str, str | None], style: _Style) -> _Side | None:
    """One side: the style over the attribute, at most ``max-``, at least ``min-``."""
    own, side = style.get(name), None
    pixels = _length(own.value) if own else _dimension(attributes.get(name) or "")
    if pixels is not None and pixels >= 0:
        side = _Side(pixels, own.source if own else _ATTRIBUTES)
    most = style.get(f"max-{name}")
    limit = _length(most.value) if most else None
    if most and limit is not None and (limit < side.pixels if side else limit <= TINY):
        side = _Side(limit, most.source)
    least = style.get(f"min-{name}")
    limit = _length(least.value) if least else None
    if least and side and limit is not None and limit > side.pixels:
        side = _Side(limit, least.source)
    return side


def _pixels(side: _Side | None) -> float | None:
    return side.pixels if side else None


def _tiny(width: _Side | None, height: _Side | None) -> str:
    """Why the size alone hides it, as a clause; "" where it does not."""
    sides = [side for side in (width, height) if side]
    limit = TINY if len(sides) == 2 else _TINY_SIDE
    if not sides or (max(side.pixels for side in sides) > limit and min(side.pixels for side in sides) > 0):
        return ""
    source = " and ".join(dict.fromkeys(side.source for side in sides))
    if width and height:
        one = width.pixels == height.pixels == 1
        return f"{width.pixels:g} × {height.pixels:g} pixel{'' if one else 's'} by {source}"
    pixels = sides[0].pixels
    return f"{pixels:g} pixel{'' if pixels == 1 else 's'} {'wide' if width else 'high'} by {source}"


def _hidden(tag: str, attributes: Mapping[str, str | None], style: _Style) -> Iterator[str]:
    """Why the element is not shown, its size apart."""
    if "hidden" in attributes and "display" not in style:
        yield "hidden attribute"
    for name, styled in style.items():
        test = _TESTS.get(name) or (_WORD_TESTS.get(name) if tag in _WORDS else None)
        if test and test(styled.value, style):
            yield f"{name}: {styled.value[:_MAX_QUOTED]} in {styled.source}{_OUTLOOK if name == 'mso-hide' else ''}"


def _calls(value: str) -> Iterator[tuple[str, list[str]]]:
    """The functions of a value with their arguments, whether blanks or commas stand between them."""
    for match in _CALL.finditer(value):
        yield match[1], _SEPARATORS.split(match[2].strip())


def _share(written: str) -> float | None:
    """A number or percentage as a share of one."""
    match = _LENGTH.fullmatch(written)
    if match is None or match[2] not in {"", "%"}:
        return None
    return float(match[1]) / (100 if match[2] else 1)


def _is_zero(value: str, _: _Style) -> bool:
    return _length(value) == 0


def _is_nearly_none(value: str, _: _Style) -> bool:
    share = _share(value)
    return share is not None and share <= 0.01


def _is_far(value: str, style: _Style) -> bool:
    return _value(style, "position") in {"absolute", "fixed"} and _is_far_away(value, style)


def _is_far_away(value: str, _: _Style) -> bool:
    pixels = _length(value)
    return pixels is not None and pixels <= _FAR


def _scales_to_nothing(value: str, _: _Style) -> bool:
    return any(name.startswith("scale") and 0 in map(_share, arguments) for name, arguments in _calls(value))


def _is_cut_off(value: str, style: _Style) -> bool:
    """``clip: rect(top right bottom left)`` with nothing between its edges; it needs a position."""
    if _value(style, "position") not in {"absolute", "fixed"}:
        return False
    for name, arguments in _calls(value):
        edges = [pixels for pixels in map(_length, arguments) if pixels is not None]
        if name == "rect" and len(edges) == 4 and (edges[1] - edges[3] <= 1 or edges[2] - edges[0] <= 1):
            return True
    return False


def _is_clipped(value: str, _: _Style) -> bool:
    for name, arguments in _calls(value):
        inset = arguments[0].endswith("%") and (_share(arguments[0]) or 0) >= 0.5
        if (name == "inset" and inset and len(arguments) == 1) or (name == "circle" and _length(arguments[0]) == 0):
            return True
        if name == "polygon" and all(_length(argument) == 0 for argument in arguments):
            return True
    return False


def _fades(value: str, _: _Style) -> bool:
    return any(name == "opacity" and _share(arguments[0]) == 0 for name, arguments in _calls(value))


_Test = Callable[[str, _Style], bool]
_TESTS: dict[str, _Test] = {
    "display": lambda value, _: value == "none",
    "visibility": lambda value, _: value in {"hidden", "collapse"},
    "content-visibility": lambda value, _: value == "hidden",
    "mso-hide": lambda value, _: value == "all",
    "opacity": _is_nearly_none,
    "filter": _fades,
    "transform": _scales_to_nothing,
    "scale": lambda value, _: 0 in map(_share, value.split()),
    "left": _is_far,
    "right": _is_far,
    "top": _is_far,
    "bottom": _is_far,
    "margin-left": _is_far_away,
    "margin-top": _is_far_away,
    "clip": _is_cut_off,
    "clip-path": _is_clipped,
}
_WORD_TESTS: dict[str, _Test] = {
    "font-size": _is_zero,
    "text-indent": _is_far_away,
    "line-height": lambda value, style: _length(value) == 0 and _value(style, "overflow").startswith("hidden"),
}
"""What hides words and leaves images as they are."""
WATCHED = frozenset(
    {*_TESTS, *_WORD_TESTS, "position", "overflow", "width", "height"}
    | {f"{limit}-{side}" for limit in ("min", "max") for side in ("width", "height")}
)
"""The properties that decide on it; of a style sheet no others need to be read."""
