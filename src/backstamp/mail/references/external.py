"""Bodies that stand elsewhere: message/external-body (RFC 2046 section 5.2.3, RFC 2017)."""

from collections.abc import Iterator
from urllib.parse import quote

from backstamp.mail.part import Part
from backstamp.mail.references.found import Found
from backstamp.mail.references.reference import Kind, Trigger
from backstamp.mail.splice import Span

_FTP = frozenset({"ftp", "anon-ftp"})
_NOTE = "the body stands elsewhere; a client fetches it, most ask before"


def found_in_external_body(part: Part) -> Iterator[Found]:
    """The address of a body that stands elsewhere; its span is that of the Content-Type value, in the message."""
    access = part.parameters.get("access-type", "").lower()
    span = next((field.value for field in part.fields if field.name == "content-type"), Span(0, 0))
    vector = f"message/external-body {access[:40]}"
    for value, named in _addresses(access, part.parameters):
        yield Found(Kind.ATTACHMENT, Trigger.CLICK, vector, value, span, _NOTE, named=named)


def _addresses(access: str, parameters: dict[str, str]) -> Iterator[tuple[str, str | None]]:
    site, name = parameters.get("site", ""), parameters.get("name", "")
    if access == "url" or (not access and "url" in parameters):
        yield "".join(parameters.get("url", "").split()), None
    elif access in _FTP or access == "tftp":
        path = "/".join(filter(None, (parameters.get("directory", "").strip("/"), name.lstrip("/"))))
        yield f"{'tftp' if access == 'tftp' else 'ftp'}://{site}/{quote(path)}", None
    elif access == "mail-server":
        yield parameters.get("server", ""), f"mailto:{parameters.get('server', '')}"
    elif access in {"local-file", "afs"}:
        yield f"file://{site}/{quote(name.lstrip('/'))}", None
