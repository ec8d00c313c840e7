"""What the relative addresses of a part are resolved against (RFC 2557 section 5)."""

from backstamp.mail.part import Part
from backstamp.mail.references.urls import UNSEEN, resolved, stripped

_FIELDS = ("content-base", "content-location")


def base_of(message: bytes, part: Part, around: str | None) -> str | None:
    """The base of a part: its own Content-Base or Content-Location, else that of the multipart around it.

    Returns:
        An absolute URL, or None where nothing says one.
    """
    for name in _FIELDS:
        for raw in part.raw_values(message, name)[:1]:
            said = stripped("".join(raw.decode("latin-1").split()).strip('"<>'))
            url = resolved(said, around)
            if url is not None and not url.startswith(UNSEEN):
                return url
    return around
