"""Links that are left alone because of what they mean: leaving a list, and doing something that works only once."""

from collections.abc import Iterable

from backstamp.sender.one_time import is_one_time
from backstamp.sender.unsubscribing import is_unsubscribing

OWN_UNSUBSCRIBE = "named in the message's List-Unsubscribe"
UNSUBSCRIBE = "leads to unsubscribing or to preferences"
ONE_TIME = "works once: a sign-in, reset or confirmation link"


class Meaning:
    """Judges the links of one message.

    Args:
        unsubscribe: the URLs in its List-Unsubscribe (RFC 2369 section 3.2), in any spelling; mailto URLs are ignored.
    """

    __slots__ = ("_own",)

    def __init__(self, unsubscribe: Iterable[str] = ()) -> None:
        self._own = frozenset(unsubscribe)

    def reason(self, url: str, text: str, rel: str | None = None) -> str | None:
        """Why a link is not to be rewritten, in a clause, or None.

        Args:
            url: where it leads, as ``read_link`` gives it; with or without the fragment.
            text: what the reader sees of it.
            rel: the value of its ``rel`` attribute.
        """
        if self._own and url in self._own:
            return OWN_UNSUBSCRIBE
        if is_unsubscribing(url, text) or (rel is not None and "unsubscribe" in rel.lower().split()):
            return UNSUBSCRIBE
        return ONE_TIME if is_one_time(url) else None
