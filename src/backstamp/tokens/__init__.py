"""Tokens: the opaque part of a tracking URL; below both who writes them (sender) and who checks them (hits)."""
