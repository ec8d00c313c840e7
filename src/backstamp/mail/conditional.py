"""Outlook's conditional comments: markup that Word's engine reads and browsers do not, or the other way round.

Two forms (Microsoft, "About conditional comments"): downlevel-hidden ``<!--[if mso]> … <![endif]-->`` is one comment
to a browser; downlevel-revealed ``<!--[if !mso]><!--> … <!--<![endif]-->`` or ``<![if !mso]> … <![endif]>`` is not.
"""

import re
from dataclasses import dataclass

from backstamp.mail.splice import Span

# One class of characters in front lets the search run ahead to the next of them.
_MARK = re.compile(
    r"""
    [<[-](?:
      (?<=<)!--\s*+\[\s*+if\b(?P<if>[^]<>]*+)]\s*+>(?P<shown>\s*+(?:<!(?:--)?)?-->)?
    | (?<=<)!\[\s*+if\b(?P<shown_if>[^]<>]*+)]\s*+>
    | (?P<endif>(?:(?<=<)!(?:--\s*+(?:<!)?)?\[|(?<=\[))\s*+endif\s*+]\s*+(?P<dashes>--!?)?>)
    | (?P<end>(?<=-)-!?>)
    )
    """,
    re.IGNORECASE | re.VERBOSE | re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Conditional:
    """A conditional comment.

    Attributes:
        span: all of it, its marks included.
        inner: the markup between its marks. Of hidden ones no two overlap: one ends where the next begins, so one HTML
            comment can hold several, and all of them have to be read.
        expression: the condition as written ("mso", "!mso", "(gte mso 9)|(IE)"), blanks around it removed.
        hidden: the inner markup stands in an HTML comment: only Outlook reads it.
    """

    span: Span
    inner: Span
    expression: str
    hidden: bool


@dataclass(frozen=True, slots=True)
class _Opening:
    start: int
    inner: int
    expression: str

    def closed(self, inner_end: int, end: int, *, hidden: bool) -> Conditional:
        return Conditional(Span(self.start, end), Span(self.inner, inner_end), self.expression, hidden)


def conditional_comments(text: str) -> list[Conditional]:
    """Every conditional comment of a text, by the place where it begins.

    What is left open reaches to the end. A hidden one ends where the HTML comment ends that it stands in, whatever
    Outlook makes of the rest: from there on browsers read the markup too. Marks count wherever they stand, in another
    comment or a style sheet as well: Word looks for them before it reads the markup.
    """
    found: list[Conditional] = []
    hidden: _Opening | None = None
    shown: list[_Opening] = []
    for mark in _MARK.finditer(text):
        if hidden and (mark["dashes"] or mark["end"] or mark["if"] is not None):
            found.append(hidden.closed(mark.start(), mark.end() if mark["if"] is None else mark.start(), hidden=True))
            hidden = None
        elif mark["endif"] and shown and not hidden:
            found.append(shown.pop().closed(mark.start(), mark.end(), hidden=False))
        if mark["if"] is not None and not mark["shown"]:
            hidden = _Opening(mark.start(), mark.end(), mark["if"].strip())
        elif mark["if"] is not None or (mark["shown_if"] is not None and not hidden):
            shown.append(_Opening(mark.start(), mark.end(), (mark["if"] or mark["shown_if"] or "").strip()))
    found += [opening.closed(len(text), len(text), hidden=False) for opening in shown]
    if hidden:
        found.append(hidden.closed(len(text), len(text), hidden=True))
    return sorted(found, key=lambda conditional: conditional.span)
