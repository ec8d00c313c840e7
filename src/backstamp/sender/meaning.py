"""Links that are left alone because of what they mean: leaving a list, and doing something that works only once.

A tracked unsubscribe link is an obstacle, and a one-time link that somebody else has opened first no longer works for
the reader; its secret is nothing that a collector should see.
"""

import re
import unicodedata
from collections.abc import Iterable
from urllib.parse import unquote

from backstamp.sender.destination import Destination, read_link
from backstamp.sender.one_time import is_one_time
from backstamp.sender.unsubscribing import is_unsubscribing

OWN_UNSUBSCRIBE = "the message's own List-Unsubscribe"
UNSUBSCRIBE = "for unsubscribing or for mail preferences"
ONE_TIME = "works once: signs in, confirms, resets or accepts"

_URL_LOOKED_AT = 600  # characters; words that say what a page does stand in front
_TEXT_LOOKED_AT = 160  # characters; what is longer is prose
_LETTERS = str.maketrans({"ł": "l", "ø": "o", "æ": "ae", "đ": "d", "ı": "i"})  # those that do not decompose

# How the words begin that a closer look needs to find. Most links hold none of them and are done.
_BEGINNINGS = """
    abbest abon abos|verw abo|kund abo|verw accedi accept access_ activ adgangsk afm aktiv aktyw anmeld annul anul
    apeg asetuk attiva austrag auth avan avbryt avm avpren avreg avslut baja bekr best%c3 bestaet bestat bevest
    cancel choice conferma connexion contrase dar|de darm dars dart de|subscri deabon delete|me desabon descad desi
    desub desus dezab disattiv disis einlad einst emailpref emails|opt emailsett eyj forgot framel freisch hasl
    id_token indst iniciar inlog innst inscri invit iscri join jwt kennwort kundig leave|our leave|th leirat log|in
    login lost magic mailpref meld|deg member mot|de no|longer oauth odhl odjav one|time onetime oob opt|in opt|out
    optin option optout opted opting opzeg otc otp palavra peru potw praf pref profile recover redeem remover
    remove|me rezyg rp| saml senha setting sign sso state= stop|e stop|get stop|rec stop|sen stop|the subs suscri
    take|me ticket tilbakest turn|off uitschr unlock usta valid voork wachtw wp- wypis reset yes, zrezyg zresetuj
    newsletter|ab newsletter|verw απεγ διαγ отпис скасу відпис
"""
_ANYWHERE = ("unsub", "abmeld", "passw", "verif", "confirm", "token")


def _one_of(words: str) -> re.Pattern[str]:
    """Matches a mark and one of the words, in which ``|`` is any mark; sorted by first letter, which is faster."""
    groups: dict[str, list[str]] = {}
    for word in words.split():
        groups.setdefault(word[0], []).append(re.escape(word[1:]).replace(r"\|", "[^a-z0-9]"))
    return re.compile("[^a-z0-9](?:" + "|".join(f"{first}(?:{'|'.join(rest)})" for first, rest in groups.items()) + ")")


_FIRST_LOOK = _one_of(_BEGINNINGS)


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

    def reason(self, url: str, text: str, rel: str | None = None) -> str | None:
        """Why a link is not to be rewritten, in a clause, or None. Looks at 600 and 160 characters.

        Args:
            url: where it leads, as ``read_link`` gives it; best with the fragment, in which secrets may stand as well.
            text: what the reader sees of it.
            rel: the value of its ``rel`` attribute.
        """
        if self._own and url.partition("#")[0] in self._own:
            return OWN_UNSUBSCRIBE
        if rel is not None and "unsubscribe" in rel.lower().split():
            return UNSUBSCRIBE
        url, words = url[:_URL_LOOKED_AT], text[:_TEXT_LOOKED_AT].lower()
        if not words.isascii():
            words = _folded(words)
        lowered = url.lower()
        if "%c" in lowered:
            lowered = _folded(unquote(lowered))
        both = f"{lowered} {words}"
        if _FIRST_LOOK.search(both) is None and not any(map(both.__contains__, _ANYWHERE)):
            return None
        if is_unsubscribing(lowered, words):
            return UNSUBSCRIBE
        return ONE_TIME if is_one_time(url, lowered, words) else None


def _folded(text: str) -> str:
    """Lower-case text without accents, so that each word has one spelling."""
    return "".join(
        letter
        for letter in unicodedata.normalize("NFKD", text.translate(_LETTERS))
        if not unicodedata.combining(letter)
    )
