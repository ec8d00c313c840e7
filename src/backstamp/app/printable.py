"""Text from strangers, made fit to be shown: subjects, addresses, headers and replies must not command the terminal.

Control characters (ECMA-48: escape sequences begin with one) and Unicode's formatting characters (Trojan Source,
CVE-2021-42574: text that shows in another order than it stands) never reach a terminal as they are.
"""

import re

LONGEST = 300
"""Characters of one text that are shown; JSON output has it whole."""

_BLANKS = re.compile("[\t\n\r\u0085\u2028\u2029]+")
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_INVISIBLE = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_RAW_IN_JSON = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def printable(text: str, longest: int = LONGEST) -> str:
    """One line that only shows: line breaks become blanks, other controls ``�``, formatting characters nothing.

    Args:
        text: from anywhere.
        longest: characters to keep; what is cut off is told by an ellipsis.
    """
    text = text if len(text) <= longest else text[: longest - 1] + "…"
    return _INVISIBLE.sub("", _CONTROLS.sub("\ufffd", _BLANKS.sub(" ", text)))


def printable_json(text: str) -> str:
    """The same JSON, with the controls that JSON allows unescaped (RFC 8259 section 7) escaped as well."""
    return _RAW_IN_JSON.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
