r"""A target as a regular expression over text with URLs in it, in the dialects of the programs that read our rules.

``full_regex`` keeps to what Perl 5, PCRE, .NET and Python 3.11 read alike; ``plain_regex`` to what Microsoft documents
for mail flow rules: literals, ``\S``, ``\w``, ``|``, ``*``, ``()`` and an escaping backslash
(https://learn.microsoft.com/previous-versions/office/exchange-server-2010/aa997187). Both find a URL wherever it stands
in a text, from its two slashes on, so that ``//host/path`` without a scheme is found as well.
"""

import re

from backstamp.recipient.block.target import Target

WILDCARD = r"""[^"'<>\s\#]*"""
"""What ``*`` of a glob becomes: it ends with the URL, at the latest."""
IN_CSS = r"""url\(\s*["']?(?:https?:)?"""
"""What stands before a URL of a style sheet; to be followed by ``full_regex``."""

_TINY = r"""(?i:<img\s(?=[^<>]*?\b(?:width|height)\s*=\s*["']?[01](?:px)?["'\s/>]))"""
_META = re.compile(r"[\\|*(){}\[\]^$.?+#]")
_HOST = r"""[^/?\#"'<>\s\\]"""
_END = r"""(?=["'<>\s\#)]|$)"""
_PLAIN_END = r"""(/|\?|:|"|'|<|>|\)|\s|$)"""


def escaped(literal: str) -> str:
    """The literal with a backslash before everything that means something in one of the dialects.

    Nothing else gets one: .NET refuses escapes that it does not know. ``#`` starts a comment in SpamAssassin's files.
    """
    return _META.sub(r"\\\g<0>", literal)


def pieces(glob: str) -> tuple[list[str], bool]:
    """The literals between the stars of a glob, and whether the last one must end the URL.

    The first piece is empty where the glob begins with a star. An open glob has no empty piece at its end.
    """
    exact = glob.endswith("$")
    literals = glob.removesuffix("$").split("*")
    inner = [piece for piece in literals[1:-1] if piece]
    last = literals[-1:] if len(literals) > 1 and (exact or literals[-1]) else []
    return [literals[0], *inner, *last], exact and bool(literals[-1] or len(literals) == 1)


def path_regex(glob: str, *, markup: bool = False) -> str:
    r"""A glob over path and query (``TrackerRule.path``) as a regular expression that begins at the first slash.

    Every piece but the last is taken where it comes first and then kept, in an atomic group: which is all that a glob
    needs, and takes linear time.

    Args:
        glob: as in ``TrackerRule.path``.
        markup: whether the text is HTML source, where ``&`` may be written ``&amp;``.
    """
    literals, exact = pieces(glob)
    texts = [escaped(literal) for literal in literals]
    if markup:
        texts = [text.replace("&", "&(?:amp;|\\#38;)?") for text in texts]
    regex = texts[0] or "(?=/)"
    for text in texts[1:-1]:
        regex += f"(?>{WILDCARD}?{text})"
    if len(texts) > 1:
        regex += f"{WILDCARD}{'' if exact else '?'}{texts[-1]}"
    return regex + (_END if exact else "")


def full_regex(target: Target, *, markup: bool = False) -> str:
    """The regular expression of a target for Perl, PCRE, .NET and Python: no delimiters, case only matters in paths.

    Args:
        target: with a host, a path, or both.
        markup: as in ``path_regex``.
    """
    if not target.host:
        return f"//{_HOST}+{path_regex(target.path, markup=markup)}"
    before = "[.@]" if target.below else "@"
    host = f"//(?:{_HOST}*{before})?(?i:{escaped(host_in_url(target.host))})"
    if not target.path:
        return rf"{host}(?![\w-]|\.[\w-])"
    return rf"{host}\.?(?::\d*)?{path_regex(target.path, markup=markup)}"


def tiny_regex(target: Target) -> str:
    """The same for a target as the URL of a picture that is declared a pixel wide or high, in HTML source.

    That picture is the other signal that a weak target needs.
    """
    return rf"""{_TINY}[^<>]*?[\s"'=:]{full_regex(target, markup=True)}"""


def plain_regex(target: Target) -> str:
    """The regular expression of a target for Exchange: case never matters there."""
    return _plain_host(target) + (_plain_path(target.path) if target.path else _PLAIN_END)


def _plain_host(target: Target) -> str:
    if not target.host:
        return r"//(\w|\.|-|:|@)*"
    return (r"(//|\.|@)" if target.below else "(//|@)") + escaped(host_in_url(target.host))


def _plain_path(glob: str) -> str:
    literals, exact = pieces(glob)
    first = escaped(literals[0]) or "/"
    return r"\S*".join([first, *map(escaped, literals[1:])]) + (_PLAIN_END if exact else "")


def host_in_url(host: str) -> str:
    """The host as a URL writes it: an IPv6 address in brackets."""
    return f"[{host}]" if ":" in host else host
