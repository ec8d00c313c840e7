"""Two copies of a mailing made up for tests, compared as the command compares them."""

import io
from pathlib import Path

from backstamp.app.comparing import Compared, compare_paths

READERS = ("ada@reader.example", "ben@reader.example")
WHO = ("k3vq9x", "m8xz7w")
PIXEL = '<img width="1" height="1" src="https://px.watch.example/o.gif?m=28&amp;u=READER">'
LINK = '<a href="https://go.watch.example/l/READER/{}">x</a>'
PICTURE = '<img width="300" height="200" src="https://shop.example/logo.png">'
SUSPECT = '<img width="1" height="1" src="https://stat.example/track?c=Gk3vQz81xWbR">'
BODY = PIXEL + LINK.format(1) + LINK.format(2) + PICTURE + SUSPECT
LEAVE = "List-Unsubscribe: <https://go.watch.example/off?u=READER>"


def copy(html: str, reader: str, who: str, *fields: str, subject: str = "News") -> bytes:
    """A message to a reader; READER in its body and fields is what the mailing calls them."""
    head = ["From: Shop <news@shop.example>", f"To: {reader}", f"Subject: {subject}", *fields]
    lines = [*head, "MIME-Version: 1.0", "Content-Type: text/html; charset=utf-8", "", html, ""]
    return "\r\n".join(lines).replace("READER", who).encode("utf-8", "surrogatepass")


def written(
    folder: Path, html: str = BODY, *fields: str, second: str | None = None, subject: str = "News"
) -> tuple[Path, Path]:
    """Both copies, as files."""
    paths = folder / "first.eml", folder / "second.eml"
    bodies = html, html if second is None else second
    for path, body, reader, who in zip(paths, bodies, READERS, WHO, strict=True):
        path.write_bytes(copy(body, reader, who, *fields, subject=subject))
    return paths


def compared(
    folder: Path, html: str = BODY, *fields: str, second: str | None = None, subject: str = "News"
) -> Compared:
    paths = written(folder, html, *fields, second=second, subject=subject)
    return compare_paths([str(path) for path in paths], io.BytesIO(), folder=folder / "data")
