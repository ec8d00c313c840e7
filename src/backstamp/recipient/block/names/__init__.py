"""Formats of programs that decide on names: resolvers, and files in their place."""
