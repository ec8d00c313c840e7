"""Tokens: the opaque part of a tracking URL, shared by those who write them (sender) and those who check them (hits)."""
