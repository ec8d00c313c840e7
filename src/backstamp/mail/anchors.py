"""The hyperlinks of an HTML text and their places, found the quick way where that is certain to be right.

Asking the parser for the place of every attribute takes longer than parsing. Instead a pattern finds whatever begins
like an ``<a>`` tag, in comments and scripts as well; where the parser counts as many elements, every match is one of
them (a pattern that misses none and finds no more finds exactly those), and each value must agree with the parser's.
"""

import re

import turbohtml

# WHATWG HTML section 13.2.5.32 to .40: attributes up to the first href, whose value is in one of three groups.
_VALUE = r"""(?:"[^"]*+"|'[^']*+'|[^ \t\n\f\r>"'][^ \t\n\f\r>]*+)"""
_ANCHOR = re.compile(
    rf"""
    <[aA](?=[ \t\n\f\r/>])
    (?:
      (?: [ \t\n\f\r/]++ (?!(?i:href)[ \t\n\f\r/>=]) =?[^ \t\n\f\r/>=]++
          (?: [ \t\n\f\r]*+ = [ \t\n\f\r]*+ {_VALUE} )?+
      )*+
      [ \t\n\f\r/]++ (?P<name>(?i:href)) [ \t\n\f\r]*+ = [ \t\n\f\r]*+
      (?: "(?P<double>[^"]*+)" | '(?P<single>[^']*+)' | (?P<bare>[^ \t\n\f\r>"'][^ \t\n\f\r>]*+) )
    )?+
    """,
    re.VERBOSE,
)
_QUOTES = {"double": '"', "single": "'", "bare": ""}

Anchor = tuple[turbohtml.Element, str, int, int, int, str]
"""The node, its decoded href, where the attribute's name begins, its value's start and end, its quotation mark."""


def anchors(text: str, root: turbohtml.Document) -> list[Anchor] | None:
    """The ``<a href>`` of a text, in the order of the text; None where it takes the parser's own places.

    Args:
        text: what was parsed.
        root: the parsed tree.
    """
    nodes = list(root.iter_elements("a"))
    matches = list(_ANCHOR.finditer(text)) if nodes else []
    # Twins that the parser makes stand where the first of them does; with one, a match too many could go unnoticed.
    places = {(node.source_line, node.source_col) for node in nodes}
    if not len(nodes) == len(places) == len(matches):
        return None
    found: list[Anchor] = []
    for node, match in zip(nodes, matches, strict=True):
        value = node.attr("href")
        group = match.lastgroup
        if value is None and group is None:
            continue
        if value is None or group is None:
            return None
        raw = match[group]
        if raw != value and ("\r" in raw or turbohtml.unescape(raw) != value):
            return None
        found.append((node, value, match.start("name"), *match.span(group), _QUOTES[group]))
    return found
