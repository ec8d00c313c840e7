"""Scripts: addresses written in them. Mail clients run no scripts, yet Gmail reads the JSON-LD that stands in one.

Nothing is executed: absolute addresses are picked out of the text as they stand.
"""

import json
import re
from collections.abc import Iterator

from backstamp.mail.references.found import Found
from backstamp.mail.references.reference import Kind, Trigger
from backstamp.mail.splice import Span

_ADDRESS = re.compile(r"(?:https?:)?(?://|\\/\\/)[a-z0-9\[%][^\s\"'<>\\`]*+(?:\\/[^\s\"'<>\\`]*+)*+", re.IGNORECASE)
_KEY = re.compile(r"\"([^\"\\]{1,60}+)\"\s*+:\s*+\[?\s*+\"\Z")
_PICTURES = frozenset({"image", "logo", "thumbnailurl", "photo", "primaryimageofpage", "contenturl"})
_NAMES = frozenset({"@context", "@type", "@id", "@vocab", "sameas"})


def addresses(text: str, span: Span) -> Iterator[re.Match[str]]:
    """The absolute addresses written in a piece of script."""
    return _ADDRESS.finditer(text, *span)


def found_in_script(text: str, span: Span, kind: str) -> Iterator[Found]:
    """Addresses in a script.

    Args:
        text: the document.
        span: of the script's text in it.
        kind: the type attribute, lower case.
    """
    data = "json" in kind
    for match in addresses(text, span):
        value = match[0].replace("\\/", "/")
        place = Span(*match.span())
        if data:
            yield _in_data(text, place, value)
        else:
            yield Found(Kind.SCRIPT, Trigger.NEVER, "script text", value, place, "named in a script")


def _in_data(text: str, place: Span, value: str) -> Found:
    """schema.org markup: Gmail shows its pictures and offers its actions beside the message."""
    before = _KEY.search(text[max(0, place.start - 100) : place.start])
    key = json.dumps(before[1])[1:-1].lower() if before else ""
    vector = f"script ld+json {key}".rstrip()
    if key in _PICTURES:
        return Found(Kind.IMAGE, Trigger.AUTOMATIC, vector, value, place, "shown beside the message by Gmail")
    trigger = Trigger.NEVER if key in _NAMES else Trigger.CLICK
    return Found(Kind.LINK, trigger, vector, value, place)
