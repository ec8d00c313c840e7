"""Backstamp tells the truth about who opened an email, for both sides of the envelope.

The names below are the library (docs/library.md). They are loaded when first asked for: ``import backstamp`` loads
nothing else.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from backstamp.errors import BackstampError, KeyFileError, ModeError, UsageError
    from backstamp.library import Stamped, Unstamped, stamp, unstamp
    from backstamp.sender.changes import Change, Link, Place, Skipped
    from backstamp.tokens.keyfile import KeyFile
    from backstamp.tokens.token import KeyRing

__version__ = "0.1.0"

__all__ = [
    "BackstampError",
    "Change",
    "KeyFile",
    "KeyFileError",
    "KeyRing",
    "Link",
    "ModeError",
    "Place",
    "Skipped",
    "Stamped",
    "Unstamped",
    "UsageError",
    "stamp",
    "unstamp",
]

_ROOMS = {
    "backstamp.errors": ("BackstampError", "KeyFileError", "ModeError", "UsageError"),
    "backstamp.library": ("Stamped", "Unstamped", "stamp", "unstamp"),
    "backstamp.sender.changes": ("Change", "Link", "Place", "Skipped"),
    "backstamp.tokens.keyfile": ("KeyFile",),
    "backstamp.tokens.token": ("KeyRing",),
}


def __getattr__(name: str) -> Any:
    """Load a name of the library on its first use (PEP 562)."""
    for room, names in _ROOMS.items():
        if name in names:
            return globals().setdefault(name, getattr(import_module(room), name))
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    """What there is, also as long as it is not loaded."""
    return sorted({*globals(), *__all__})
