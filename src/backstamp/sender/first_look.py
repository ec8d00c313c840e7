"""A first look at all links of a message at once: which of them hold a word that asks for a closer one.

Most links hold none. Looking at the distinct words of all of them together costs a fraction of looking at each.
"""

import re

# How the words begin; ``|`` is any mark, "best%c3" and the like stand as they are. A digit is no mark.
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
    newsletter|ab newsletter|verw
"""
_ANYWHERE = ("unsub", "abmeld", "passw", "verif", "confirm", "token")
_OTHER_LETTERS = ("απεγ", "διαγ", "отпис", "скасу", "відпис")

_WORD = re.compile(r"[a-z0-9]++")
_KEY = 3
_MARKS = bytes(octet if chr(octet).isalnum() and octet < 128 else 32 for octet in bytes(range(256)).lower())


def _pattern(beginning: str) -> re.Pattern[str]:
    # Without a look at what stands in front: a pattern that begins with a letter is searched for much faster.
    return re.compile(re.escape(beginning).replace(r"\|", "[^a-z0-9]"))


_WHOLE = tuple(word.encode() for word in _BEGINNINGS.split() if _WORD.fullmatch(word))
_KEYS = frozenset(word[:_KEY] for word in _WHOLE)
_PATTERNS: dict[bytes, list[re.Pattern[str]]] = {}
for _beginning in _BEGINNINGS.split():
    _first = _WORD.match(_beginning)
    if _first and _first[0] != _beginning:
        _PATTERNS.setdefault(_first[0].encode(), []).append(_pattern(_beginning))


class FirstLook:
    """The words that ask for a closer look, among all those of several links.

    Args:
        together: URLs and visible texts of all of them, with blanks or line breaks between, without accents.
    """

    __slots__ = ("_found", "_patterns")

    def __init__(self, together: str) -> None:
        words = set(together.encode("utf-8", "replace").translate(_MARKS).split())
        self._found = [word.decode() for word in words if word[:_KEY] in _KEYS and word.startswith(_WHOLE)]
        lowered = together.lower()
        self._found += [word for word in _ANYWHERE if word in lowered]
        if not together.isascii():
            self._found += [word for word in _OTHER_LETTERS if word in lowered]
        waiting = (pattern for word in words & _PATTERNS.keys() for pattern in _PATTERNS[word])
        self._patterns = [pattern for pattern in waiting if pattern.search(lowered)]

    def __bool__(self) -> bool:
        return bool(self._found or self._patterns)

    def holds(self, link: str) -> bool:
        """Whether one of the links, in lower case, holds such a word."""
        return any(map(link.__contains__, self._found)) or any(pattern.search(link) for pattern in self._patterns)
