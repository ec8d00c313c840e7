"""Links that redirect and do not say where: which kind they are, and why nobody can read them offline."""

from functools import cache

from backstamp.catalogue.wrappers import OpaqueLink, known_wrappers
from backstamp.recipient.links.address import Address, address
from backstamp.recipient.links.glob import pattern
from backstamp.recipient.links.index import Index
from backstamp.recipient.links.query import has_name
from backstamp.recipient.links.unwrap import unwrap


def opaque_link(url: str) -> OpaqueLink | None:
    """The kind of redirect that ``url`` is, where its destination cannot be read from it; else None."""
    where = address(url)
    if where is None:
        return None
    fact = next((fact for fact in _facts().candidates(where) if _fits(fact, where)), None)
    return fact if fact is not None and unwrap(url, guess=False) is None else None


def opaque(url: str) -> str | None:
    """Whose redirect ``url`` is and why it cannot be read, such as ``Mailchimp: the link is a number that only …``.

    None where it is no known redirect, or one that ``unwrap`` reads. No URL is opened to find out.
    """
    fact = opaque_link(url)
    return None if fact is None else f"{fact.title}: {fact.why}"


def _fits(fact: OpaqueLink, where: Address) -> bool:
    return pattern(fact.path).match(where.target) is not None and (not fact.query or has_name(where.query, fact.query))


@cache
def _facts() -> Index[OpaqueLink]:
    return Index(known_wrappers().opaque)
