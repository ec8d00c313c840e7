"""Hits: the collector that takes them, the store that keeps them, the judge that says what they mean."""
