"""CSS read item by item: each declaration, at-rule and rule head, with the URLs that stand in it.

The structure is that of CSS Syntax Level 3 section 5, read leniently: what a browser would drop as invalid is kept, for
another client may not drop it. Nesting is counted on a list, never by recursion.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from backstamp.mail.css_tokens import Token, decoded, token_at
from backstamp.mail.splice import Span

MAX_MEDIA = 200
"""Characters kept of the media that surround a rule: a bound for hostile nesting."""

_STRING_IS_URL = {"url": 1, "src": 1, "image": 1, "image-set": 0, "-webkit-image-set": 0}
"""Functions whose strings are URLs, and how many of them (0: all)."""
_FILTERS = {"alphaimageloader": "AlphaImageLoader", "icmfilter": "ICMFilter"}
_PLAIN = re.compile(
    r"""
    [ \t\n\r\f]*+
    (?:
      (?P<close>})
    | (?P<name>(?!-ms-filter)(?:--|-?[a-zA-Z_])[\w-]*+)[ \t\n\r\f]*+:
      (?P<value>(?:[\w \t\n\r\f:.,%#!+=-]++|"[^"\\\n\r\f]*+"|'[^'\\\n\r\f]*+'|(?<=rgb)\([\d,. ]*+\))*+)(?:;|(?=}))
    | (?P<head>(?:[a-zA-Z.\#]|\*(?![* \t\n\r\f]*+-))[\w \t\n\r\f.,\#*>+~:-]*+){
    )
    """,
    re.ASCII | re.VERBOSE | re.IGNORECASE,
)
"""What needs no tokens to be understood, and no URL can stand in: most of a style sheet."""
_CLOSER = {"(": ")", "[": "]", "{": "}"}
_SOURCE_MAP = re.compile(r"/\*[#@][ \t]++sourceMappingURL=([^ \t\n\r\f'\"*]++)")
_UNQUOTED = re.compile(r"[ \t\n\r\f]*+([^ \t\n\r\f\"'(),;}]++)")
_FILTER_IN_STRING = re.compile(
    r"(AlphaImageLoader|ICMFilter)\([^()\"']*?\b(?:src|colorSpace)[ ]*+=[ ]*+['\"]?([^'\"),]++)",
    re.IGNORECASE | re.ASCII,
)
_NOWHERE = Span(0, 0)


@dataclass(frozen=True, slots=True)
class Block:
    """What surrounds an item: the innermost at-rule ("@media"), its selector, and the media of all around it.

    ``conditional``: in an at-rule other than @media and @layer, or in a rule nested in another.
    """

    at_rule: str = ""
    selector: str = ""
    media: str = ""
    conditional: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A URL in an item: the function that holds it, what it says, and its place in the CSS."""

    function: str
    value: str
    span: Span


@dataclass(slots=True)
class Item:
    """A declaration, an at-rule without its block, or the head of a rule.

    Attributes:
        block: what surrounds it.
        at_rule: its own at-keyword, lower-case ("@import"); "" for none.
        property: a declaration's property, lower-case (custom properties as written); "" for all else.
        span: all of it, without a semicolon or brace.
        value: what follows a declaration's colon.
        urls: in order.
    """

    block: Block
    at_rule: str = ""
    property: str = ""
    span: Span = _NOWHERE
    value: Span = _NOWHERE
    urls: list[Found] = field(default_factory=list)


@dataclass(slots=True)
class _Bracket:
    """An open bracket: what closes it, its function's name, and what has been seen inside."""

    closer: str
    name: str
    inside: int
    word: Token | None = None
    assigned: bool = False
    strings: int = 0


def css_items(css: str, *, declarations: bool = False) -> Iterator[Item]:
    """The items of a style sheet, or (``declarations``) of a style attribute, in order.

    The head of a rule comes as an item without property before what its block holds.
    """
    reader = _Reader(css, declarations=declarations)
    position = 0
    while position < len(css):
        plain = reader.plain(position)
        if plain:
            position = plain.end()
            if plain.lastgroup != "close":
                yield reader.plainly(plain)
            else:
                reader.close()
            continue
        token = token_at(css, position)
        position = token.span.end
        if token.kind == "comment":
            yield from reader.comment(token)
        elif token.kind != "space":
            yield from reader.take(token)
    yield from reader.finish()


def _inner(around: Block, at_rule: str, head: str) -> Block:
    """The block that the head of a rule opens."""
    if not at_rule:
        return Block(around.at_rule, head, around.media, around.conditional or bool(around.selector))
    media, conditional = around.media, around.conditional
    if at_rule == "@media":
        own = head[len(at_rule) : len(at_rule) + MAX_MEDIA].strip()
        media = " and ".join(filter(None, (media, own)))[:MAX_MEDIA]
    return Block(at_rule, around.selector, media, conditional or at_rule not in {"@media", "@layer"})


class _Reader:
    """Where the reading stands: blocks around it, brackets open in the item, and the item."""

    def __init__(self, css: str, *, declarations: bool) -> None:
        self.css, self.declarations = css, declarations
        self.blocks = [Block()]
        self.brackets: list[_Bracket] = []
        self.expressions = 0
        self.item = Item(self.blocks[0])
        self.name: Token | None = None
        self.begun = self.decided = False

    def plain(self, position: int) -> re.Match[str] | None:
        """What is plain here: a declaration, the head of a rule, or the brace that closes a block."""
        if self.begun or self.brackets:
            return None
        match = _PLAIN.match(self.css, position)
        stray = match and match.lastgroup == "value" and not (self.declarations or len(self.blocks) > 1)
        return None if stray else match

    def plainly(self, plain: re.Match[str]) -> Item:
        """The item that is plain."""
        block = self.blocks[-1]
        if plain.lastgroup == "head":
            start, end = plain.span("head")
            self.blocks.append(_inner(block, "", plain["head"].strip()))
            self._begin()
            return Item(block, "", "", Span(start, end), Span(end, end))
        name, (start, end) = plain["name"], plain.span("value")
        return Item(
            block, "", name if name.startswith("--") else name.lower(), Span(plain.start("name"), end), Span(start, end)
        )

    def close(self) -> None:
        """The block ends; a brace that closes none is passed over."""
        if len(self.blocks) > 1:
            self.blocks.pop()
        self._begin()

    def comment(self, token: Token) -> Iterator[Item]:
        """A source map that a comment names."""
        match = _SOURCE_MAP.match(self.css, *token.span)
        if match:
            place = Span(*match.span(1))
            yield Item(self.item.block, span=token.span, urls=[Found("sourceMappingURL", match[1], place)])

    def take(self, token: Token) -> Iterator[Item]:
        """The next token that is neither blank nor comment."""
        mark = self.css[token.span.start] if token.kind == "mark" else ""
        if self.brackets:
            self._inside(token, mark)
        elif mark == "{" and not self._custom():
            yield from self._open(token)
        elif mark in {";", "}"}:
            yield from self._end(token.span.start)
            if mark == "}":
                self.close()
            else:
                self._begin()
        else:
            self._note(token, mark)
            self._bracket(token, mark)

    def finish(self) -> Iterator[Item]:
        """What the end of the text leaves open counts as closed there."""
        while self.brackets:
            self._close(len(self.css))
        yield from self._end(len(self.css))

    def _begin(self) -> None:
        self.item, self.name = Item(self.blocks[-1]), None
        self.begun = self.decided = False

    def _custom(self) -> bool:
        return self.item.property.startswith("--")

    def _end(self, end: int) -> Iterator[Item]:
        if self.begun:
            self.item.span = Span(self.item.span.start, end)
            self.item.value = Span(self.item.value.start, end) if self.item.property else Span(end, end)
            yield self.item

    def _open(self, token: Token) -> Iterator[Item]:
        """A block begins: what stood before it was no declaration."""
        self.item.property = ""
        yield from self._end(token.span.start)
        head = self.css[slice(*self.item.span)].strip() if self.begun else ""
        self.blocks.append(_inner(self.blocks[-1], self.item.at_rule, head))
        self._begin()

    def _note(self, token: Token, mark: str) -> None:
        """A token of the item that stands in no bracket: where it begins, what it is, URLs."""
        if not self.begun:
            if token.kind in {"cdo", "cdc"}:
                return
            self.begun = True
            self.item.span = token.span
            if token.kind == "at":
                self.item.at_rule, self.decided = "@" + decoded(self.css[slice(*token.content)]).lower(), True
                return
        if not self.decided:
            self._decide(token, mark)
        elif token.kind == "url":
            self._found("url", token.content)
        elif token.kind == "string":
            self._string(token)

    def _decide(self, token: Token, mark: str) -> None:
        if self.name is None and token.kind == "ident":
            self.name = token
        elif self.name is not None and mark == ":":
            self.decided = True
            if self.declarations or len(self.blocks) > 1:
                name = decoded(self.css[slice(*self.name.content)])
                self.item.property = name if name.startswith("--") else name.lower()
                self.item.value = Span(token.span.end, token.span.end)
        else:
            self.decided = self.name is not None or mark != "*"
            if token.kind == "url":
                self._found("url", token.content)

    def _string(self, token: Token) -> None:
        if self.item.at_rule in {"@import", "@namespace"}:
            self._found(self.item.at_rule, token.content, in_string=True)
        elif self.item.property == "-ms-filter":
            for match in _FILTER_IN_STRING.finditer(self.css, *token.content):
                self._found(_FILTERS[match[1].lower()], Span(*match.span(2)), in_string=True)

    def _bracket(self, token: Token, mark: str) -> None:
        if token.kind == "function":
            name = decoded(self.css[slice(*token.content)]).lower()
            self.expressions += name == "expression"
            self.brackets.append(_Bracket(")", name, token.span.end))
        elif mark in _CLOSER:
            self.brackets.append(_Bracket(_CLOSER[mark], "", token.span.end))

    def _inside(self, token: Token, mark: str) -> None:
        """A token inside a bracket."""
        bracket = self.brackets[-1]
        if mark == bracket.closer:
            self._close(token.span.start)
        elif token.kind == "url":
            self._found("url", token.content)
        elif token.kind in {"string", "bad_string"}:
            self._argument(bracket, token)
        elif token.kind == "ident":
            self._word(bracket, token)
        elif mark == "=" and bracket.name in _FILTERS:
            self._assigned(bracket, token)
        else:
            self._bracket(token, mark)

    def _close(self, end: int) -> None:
        bracket = self.brackets.pop()
        if bracket.name == "expression":
            self.expressions -= 1
            if not self.expressions:
                self._found("expression", Span(bracket.inside, end))

    def _argument(self, bracket: _Bracket, token: Token) -> None:
        limit = _STRING_IS_URL.get(bracket.name)
        bracket.strings += 1
        if token.kind == "bad_string":
            return
        if limit is not None and (limit == 0 or bracket.strings <= limit):
            self._found(bracket.name.removeprefix("-webkit-"), token.content, in_string=True)
        elif bracket.assigned:
            bracket.assigned = False
            self._found(_FILTERS[bracket.name], token.content, in_string=True)

    def _word(self, bracket: _Bracket, token: Token) -> None:
        """A word: the attribute's name or the type in ``attr(name url)``, an argument's name in a filter."""
        attribute = self.brackets[-2] if bracket.name == "type" and len(self.brackets) > 1 else bracket
        if attribute.name == "attr" and attribute.word is not None:
            if decoded(self.css[slice(*token.content)]).lower() == "url":
                self._found("attr", attribute.word.content)
        else:
            bracket.word = token

    def _assigned(self, bracket: _Bracket, token: Token) -> None:
        word = bracket.word
        if word is None or decoded(self.css[slice(*word.content)]).lower() not in {"src", "colorspace"}:
            return
        match = _UNQUOTED.match(self.css, token.span.end)
        if match:
            self._found(_FILTERS[bracket.name], Span(*match.span(1)))
        bracket.assigned, bracket.word = match is None, None

    def _found(self, function: str, place: Span, *, in_string: bool = False) -> None:
        value = decoded(self.css[slice(*place)], in_string=in_string)
        self.item.urls.append(Found(function, value, place))
