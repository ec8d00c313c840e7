"""Backstamp tells the truth about who opened an email, for both sides of the envelope."""

__version__ = "0.1.0"
