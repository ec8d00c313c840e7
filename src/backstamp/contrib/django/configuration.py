"""A Django project's setting ``BACKSTAMP``: our own settings in capitals, and the backend that delivers."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings as project
from django.core.exceptions import ImproperlyConfigured

from backstamp.app.config import Settings, load_settings
from backstamp.errors import ConfigError

SMTP = "django.core.mail.backends.smtp.EmailBackend"
OURS = frozenset({"backstamp.contrib.django.EmailBackend", "backstamp.contrib.django.backend.EmailBackend"})
_NAMES = ("DATA", "BASE_URL", "OPENS", "LINKS", "STAMP", "DKIM", "BACKEND")


@dataclass(frozen=True, slots=True)
class Configuration:
    """What a project has set.

    Attributes:
        settings: of Backstamp; what the project leaves out is read as ``backstamp serve`` reads it.
        backend: dotted path of the e-mail backend that delivers the copies.
    """

    settings: Settings
    backend: str


def read_configuration() -> Configuration:
    """Read ``settings.BACKSTAMP``.

    Raises:
        ImproperlyConfigured: it is missing, or something in it is not understood; the text names it.
    """
    given = getattr(project, "BACKSTAMP", None)
    if not isinstance(given, Mapping) or not isinstance(given.get("DATA"), str | Path):
        raise ImproperlyConfigured(
            'BACKSTAMP must be a dictionary with at least the data folder: {"DATA": BASE_DIR / "backstamp-data"}'
        )
    for name in given:
        if name not in _NAMES:
            raise ImproperlyConfigured(f"BACKSTAMP: {name!r} is not known here; it may hold {', '.join(_NAMES)}")
    backend = given.get("BACKEND", SMTP)
    if not isinstance(backend, str) or backend in OURS:
        raise ImproperlyConfigured(f'BACKSTAMP: BACKEND is the backend that delivers the mail, such as "{SMTP}"')
    own = {name: value for name, value in given.items() if name not in {"DATA", "BACKEND"}}
    try:
        return Configuration(load_settings(Path(given["DATA"]), **_lowered(own)), backend)
    except ConfigError as error:
        raise ImproperlyConfigured(f"BACKSTAMP: {error.operator}") from error


def _lowered(section: Mapping[str, Any]) -> dict[str, Any]:
    """The names as backstamp.toml has them, in sections too."""
    return {
        str(name).lower(): _lowered(value) if isinstance(value, Mapping) else value for name, value in section.items()
    }
