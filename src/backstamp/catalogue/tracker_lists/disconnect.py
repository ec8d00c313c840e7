"""Disconnect's ``services.json``: categories of companies with their hosts.

Source: https://github.com/disconnectme/disconnect-tracking-protection (descriptions of the categories, and the shape
``{"categories": {category: [{company: {site: [host, …]}}]}}``).
"""

import json
from collections.abc import Collection, Iterator

from backstamp.catalogue.tracker_lists.gathering import ALL, Gathering
from backstamp.errors import CatalogueError

CATEGORIES = ("Email", "EmailAggressive")
"""The categories that are about mail."""


def read_disconnect(text: str, file: str, categories: Collection[str], into: Gathering) -> None:
    """Gather the hosts of the chosen categories.

    Args:
        text: the document.
        file: what to call it in an error.
        categories: their names as in the document.
        into: where to.

    Raises:
        CatalogueError: not such a document, or a category is not in it.
    """
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as problem:
        raise CatalogueError(f"{file}: not JSON: {problem}") from None
    known = document.get("categories") if isinstance(document, dict) else None
    if not isinstance(known, dict):
        raise CatalogueError(f"{file}: not one of Disconnect's lists: it has no `categories`")
    licence = document.get("license")
    into.licence = licence.splitlines()[0].strip()[:200] if isinstance(licence, str) and licence.strip() else ""
    into.title = f"Disconnect ({', '.join(categories)})"
    for category in categories:
        if not isinstance(known.get(category), list):
            there = ", ".join(str(name)[:40] for name in list(known)[:30])
            raise CatalogueError(f"{file}: has no category {category!r}; there are: {there}")
        for company, host in _hosts(known[category], into):
            into.rule(host.lower().strip().rstrip("."), "", ALL, host, company[:100].strip())


def _hosts(companies: list[object], into: Gathering) -> Iterator[tuple[str, str]]:
    for entry in companies:
        if not isinstance(entry, dict):
            into.skip("not a company with its hosts", repr(entry)[:100])
            continue
        for company, sites in entry.items():
            lists = sites.values() if isinstance(sites, dict) else ()
            for hosts in lists:
                if isinstance(hosts, list):
                    yield from ((company, host) for host in hosts if isinstance(host, str) and host.strip())
