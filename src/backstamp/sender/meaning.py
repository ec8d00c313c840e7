"""Links that are left alone because of what they mean: leaving a list, and doing something that works only once.

A tracked unsubscribe link is an obstacle, and a one-time link that somebody else has opened first no longer works for
the reader; its secret is nothing that a collector should see.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from urllib.parse import unquote

from backstamp.sender.destination import Destination, read_link
from backstamp.sender.first_look import FirstLook
from backstamp.sender.one_time import is_one_time
from backstamp.sender.unsubscribing import is_unsubscribing

OWN_UNSUBSCRIBE = "the message's own List-Unsubscribe"
UNSUBSCRIBE = "for unsubscribing or for mail preferences"
ONE_TIME = "works once: signs in, confirms, resets or accepts"

_URL_LOOKED_AT = 600  # characters; words that say what a page does stand in front
_TEXT_LOOKED_AT = 160  # characters; what is longer is prose
_COMBINING = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]++")
_LETTERS = {"ł": "l", "ø": "o", "æ": "ae", "đ": "d", "ı": "i"}
_ODD = re.compile("[łøæđı]")  # those that do not decompose


class Meaning:
    """Judges the links of one message.

    Args:
        unsubscribe: the URLs in its List-Unsubscribe (RFC 2369 section 3.2), in any spelling, angle brackets or not.
            Those that are no web links are ignored.
    """

    __slots__ = ("_own",)

    def __init__(self, unsubscribe: Iterable[str] = ()) -> None:
        targets = (read_link(url.strip().strip("<>"), utf8=True, base=None) for url in unsubscribe)
        self._own = frozenset(target.url for target in targets if isinstance(target, Destination))

    def reason(self, url: str, text: str) -> str | None:
        """Why a link is not to be rewritten; see ``reasons``."""
        return self.reasons([(url, text)])[0]

    def reasons(self, links: Sequence[tuple[str, str]]) -> list[str | None]:
        """Why links are not to be rewritten, in a clause each, or None. Looks at 600 and 160 characters of them.

        Args:
            links: of each, where it leads, as ``read_link`` gives it, best with the fragment, in which secrets may
                stand as well; and what the reader sees of it.
        """
        found: list[str | None] = [None] * len(links)
        urls = "\n".join([url[:_URL_LOOKED_AT] for url, _ in links])
        texts = "\n".join([text[:_TEXT_LOOKED_AT] for _, text in links])
        escaped = "%c" in urls.lower()
        look = FirstLook(urls + "\n" + (texts if texts.isascii() else _folded(texts.lower())))
        if look or escaped:
            for place, (url, text) in enumerate(links):
                lowered, words = _lowered(url, text)
                if look.holds(f"{lowered} {words}") or (escaped and "%c" in url.lower()):
                    found[place] = _reason(url[:_URL_LOOKED_AT], lowered, words)
        if self._own:
            for place, (url, _) in enumerate(links):
                if url.partition("#")[0] in self._own:
                    found[place] = OWN_UNSUBSCRIBE
        return found


def _reason(url: str, lowered: str, words: str) -> str | None:
    if is_unsubscribing(lowered, words):
        return UNSUBSCRIBE
    return ONE_TIME if is_one_time(url, lowered, words) else None


def _lowered(url: str, text: str) -> tuple[str, str]:
    """What is looked at of both, in lower case and without accents."""
    url, text = url[:_URL_LOOKED_AT].lower(), text[:_TEXT_LOOKED_AT].lower()
    if "%c" in url:
        url = _folded(unquote(url))
    return url, text if text.isascii() else _folded(text)


def _folded(text: str) -> str:
    """Lower-case text without accents, so that each word has one spelling."""
    return _COMBINING.sub("", unicodedata.normalize("NFKD", _ODD.sub(lambda match: _LETTERS[match[0]], text)))
