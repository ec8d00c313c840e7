"""Stamped mail out of Django: ``EMAIL_BACKEND = "backstamp.contrib.django.EmailBackend"`` (docs/django.md)."""

from backstamp.contrib.django.backend import EmailBackend

__all__ = ["EmailBackend"]
