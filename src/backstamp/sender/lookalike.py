"""Visible text that is itself an address on the web: which domain it promises.

Mail clients and filters warn of phishing where the text of a link names one domain and the link leads to another
(Thunderbird's scam detection, MailScanner's phishing net). A stamped link leads to the collector first, so a link with
such a text is left alone unless the collector has the same registrable domain. What is a registrable domain, the
Public Suffix List says (https://publicsuffix.org), which is read when the first such text turns up.
"""

import re

from backstamp.mail.domain import host_of, registrable, suffixes

_LOOKED_AT = 1000  # characters of a text; what is longer is prose

_AROUND = re.compile(r"[^\w/\[]++")  # punctuation, arrows, bullets, blanks and invisible characters in front
_EXPLICIT = re.compile(r"(?:https?:)?//[^\s<>\"]++|www[0-9]?\.[^\s/@<>\"]++(?:[/?#][^\s<>\"]*+)?+(?!@)", re.IGNORECASE)
_BARE = re.compile(
    r"([\w\u00ad-]{1,63}+(?:\.[\w\u00ad-]{1,63}+)++)\.?+(?::\d{1,5}+)?+([/?#]\S*+)?+[^\w@/]*+", re.IGNORECASE
)
# Top-level domains that are endings of files as well: `setup.py` is no address, `www.setup.py` and `setup.py/x` are.
_FILE_ENDINGS = frozenset({"cc", "md", "mov", "pl", "ps", "py", "rs", "sh", "so", "zip"})


def text_domain(text: str) -> str | None:
    """The registrable domain that a link's visible text claims to lead to.

    Args:
        text: of the link, at any length.

    Returns:
        In lower case, letters outside ASCII in Punycode; an IP address stands for itself. None where the text is no
        address on the web: prose, an e-mail address, the name of a file or of a company.
    """
    if "." not in text:
        return None
    start = _AROUND.match(text)
    begins = start.end() if start else 0
    candidate = text[begins : begins + _LOOKED_AT]
    explicit = _EXPLICIT.match(candidate)
    if explicit is not None:
        host = host_of(explicit[0])
        return registrable(host) if host and "." in host else None
    bare = _BARE.fullmatch(candidate)
    return _bare_domain(bare[1], with_path=bool(bare[2])) if bare else None


def _bare_domain(host: str, *, with_path: bool) -> str | None:
    """The domain of an address without ``http`` or ``www``, which needs a top-level domain that exists."""
    name = host_of(f"//{host}")
    if name is None or suffixes().privatesuffix(name) is None:
        return None
    labels = name.split(".")
    return None if len(labels) == 2 and labels[1] in _FILE_ENDINGS and not with_path else registrable(name)
