"""Links for leaving a list or changing what it sends."""

import re

_WORDS = re.compile(r"unsubscri|opt-?out|abmeld|abbestell|d[eé]sinscri|d[eé]sabonn", re.IGNORECASE)


def is_unsubscribing(url: str, text: str) -> bool:
    """Whether a link, by its URL or its visible text, leads to unsubscribing or to preferences."""
    return _WORDS.search(url) is not None or _WORDS.search(text) is not None
