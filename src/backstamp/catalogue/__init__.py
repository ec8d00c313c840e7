"""What is known of the world: who fetches pixels and links, from which networks, on which day.

Facts are data (``*.toml`` beside this file, each with source and date); lists that change (Apple's relay addresses,
Google's fetchers, owners of networks) are downloaded into a folder and kept by day. ``load_catalogue`` reads both.
"""

from backstamp.catalogue.catalogue import Catalogue, load_catalogue

__all__ = ["Catalogue", "load_catalogue"]
