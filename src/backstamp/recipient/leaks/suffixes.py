"""Public suffixes of mail domains (publicsuffix.org): what can be somebody's domain, and what it is without them."""

from functools import lru_cache

from backstamp.mail.domain import suffixes


@lru_cache(maxsize=4096)
def is_registrable(domain: str) -> bool:
    """Whether a domain (lower case) ends in a known public suffix and has a name in front of it."""
    return len(domain) <= 253 and suffixes().privatesuffix(domain) is not None


@lru_cache(maxsize=1024)
def without_suffix(domain: str) -> str:
    """A domain without its public suffix; empty where there is none."""
    suffix = suffixes().publicsuffix(domain)
    return domain[: -len(suffix) - 1] if suffix and len(suffix) < len(domain) else ""
