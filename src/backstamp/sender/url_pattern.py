"""Patterns for URLs as people write them into a policy: a host, a host with its subdomains, or a URL with ``*``."""

import re

import ada_url

_HOST = re.compile(r"(\*\.)?([^\s*/:@?#]+(?:\.[^\s*/:@?#]+)*)")
_URL = re.compile(r"(https?|\*)://([^\s/?#]+)([/?#]\S*)?", re.IGNORECASE)


def url_pattern(written: str) -> re.Pattern[str]:
    """Compile a pattern; matching is linear in the length of the URL.

    Args:
        written: ``bank.example`` is that host; ``*.bank.example`` is it with all its subdomains; ``https://a.example/x``
            is that URL, and ``*`` in it stands for any characters, also none; in the
            host, for any but a slash.

    Returns:
        What ``fullmatch`` fits to an absolute URL as browsers write it, without its fragment.

    Raises:
        ValueError: it is neither; the text says what is wrong and what to write.
    """
    url = _URL.fullmatch(written)
    if url is not None:
        scheme, host, rest = url[1].lower(), url[2], url[3] or "/"
        if "#" in rest:
            raise ValueError("leave out what follows the #: it is not looked at")
        return re.compile(_glob(scheme) + "://" + _glob(ascii_host(host), "[^/?#]") + _glob(rest), re.DOTALL)
    host_only = _HOST.fullmatch(written)
    if host_only is None:
        raise ValueError("write a host (bank.example, *.bank.example) or a URL (https://bank.example/login*)")
    subdomains = r"(?:[^/?#@]*\.)?" if host_only[1] else ""
    host = re.escape(ascii_host(host_only[2]))
    return re.compile(rf"https?://(?:[^/?#@]*@)?{subdomains}{host}(?::\d+)?(?:[/?].*)?", re.DOTALL)


def ascii_host(host: str) -> str:
    """A host name in lower case and Punycode; as it is, in lower case, where it is none or holds a ``*``."""
    try:
        return str(ada_url.URL(f"https://{host}").host) if "*" not in host else host.lower()
    except ValueError:
        return host.lower()


def _glob(written: str, any_character: str = ".") -> str:
    """Each run up to the next ``*`` is taken at its first place for good (atomic): there is one way to match."""
    first, *rest = map(re.escape, written.split("*"))
    if not rest:
        return first
    return first + "".join(f"(?>{any_character}*?{run})" for run in rest[:-1]) + f"{any_character}*{rest[-1]}"
