"""What is known of the world: who fetches pixels and links, and who tracks.

Facts are data (``*.toml`` beside this file, each with source and date); lists that change (Apple's relay addresses,
Google's fetchers, owners of networks) are downloaded into a folder and kept by day: ``catalogue.load_catalogue`` reads
both. ``trackers.load_trackers`` reads those who track, with the lists that a user has imported.
"""

from typing import Any


def __getattr__(name: str) -> Any:
    """Load the catalogue of fetchers when it is first asked for (PEP 562)."""
    if name in {"Catalogue", "load_catalogue"}:
        from backstamp.catalogue import catalogue  # noqa: PLC0415 - who asks for trackers does not pay for it

        return getattr(catalogue, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
