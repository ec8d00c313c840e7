"""Our own stamps, recognised in a message: in a quoted reply, in a forward, in a message stamped before.

By exact shape, never by resemblance: what another program has changed or added to is not taken for ours.
"""

import re
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from backstamp.tokens.token import TOKEN_LENGTH

_TOKEN = rf"[A-Za-z0-9_-]{{{TOKEN_LENGTH}}}"
_ESCAPED = r"(?:[A-Za-z0-9/:?@!$()*,;=\-._~]|%[0-9A-Fa-f]{2})++"  # what `tokens.urls.link_url` writes
_IMPLIED = {"http": "80", "https": "443"}


@dataclass(frozen=True, slots=True)
class OwnStamps:
    """Recognises the stamps of one collector; made by ``own_stamps``.

    Attributes:
        pixels: matches the whole URL of a pixel.
        links: matches the whole URL of a link; its groups are the destination, escaped, and the fragment.
    """

    pixels: re.Pattern[str]
    links: re.Pattern[str]

    def is_pixel(self, url: str) -> bool:
        """Whether a URL, entities decoded, is that of a pixel of ours: ``{base}/o/{token}.gif``."""
        return self.pixels.fullmatch(url) is not None

    def link(self, url: str) -> str | None:
        """Where a stamped link of ours leads.

        Args:
            url: with its entities decoded; the case of scheme, host and percent-escapes makes no difference.

        Returns:
            Destination and fragment, or None for what is no link of ours: another path, a token of another length, a
            parameter added behind.
        """
        match = self.links.fullmatch(url)
        if match is None:
            return None
        leads_to = unquote_to_bytes(match[1])
        if not leads_to.isascii() or not leads_to.startswith((b"https://", b"http://")):
            return None
        return leads_to.decode() + (match[2] or "")


def own_stamps(base_url: str) -> OwnStamps:
    """What recognises the stamps of the collector at ``base_url``: scheme, host and perhaps a path.

    Two spellings of one base URL give equal results.
    """
    base = _base(base_url)
    return OwnStamps(
        re.compile(rf"{base}/o/{_TOKEN}\.gif"),
        re.compile(rf"{base}/l/{_TOKEN}\?to=({_ESCAPED})(\#.*+)?+", re.DOTALL),
    )


def _base(base_url: str) -> str:
    """A pattern for the base URL, in which the case of scheme and host makes no difference (RFC 3986 section 6.2.2.1).

    The port that the scheme implies may be written or not (section 6.2.3).
    """
    scheme, _, rest = base_url.rstrip("/").partition("://")
    host, slash, path = rest.partition("/")
    scheme, host = scheme.lower(), host.lower()
    implied = _IMPLIED.get(scheme, "")
    port = f"(?::{implied})?" if host.endswith(f":{implied}") or not re.search(r":\d+$", host) else ""
    name = re.escape(host.removesuffix(f":{implied}"))
    return f"(?i:{re.escape(scheme)}://{name}){port}{re.escape(slash + path)}"
