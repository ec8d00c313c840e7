"""Formats for whatever reads data."""
