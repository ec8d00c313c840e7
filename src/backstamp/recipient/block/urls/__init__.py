"""Formats of programs that decide on whole URLs: blockers in browsers."""
