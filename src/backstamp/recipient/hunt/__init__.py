"""Hunting: who asked for which tracker, when, told from the logs of resolvers, proxies and web servers."""
