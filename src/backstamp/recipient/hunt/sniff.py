"""Which format a log has, told from its first octets."""

from collections.abc import Iterable

from backstamp.errors import LogFileError
from backstamp.recipient.hunt.formats import dnstap, ftl
from backstamp.recipient.hunt.formats.frames import START
from backstamp.recipient.hunt.formats.known import FORMATS
from backstamp.recipient.hunt.formats.told import BadLineError, LineFormat, Told

_ENOUGH = 20
_MOST = 500  # lines
_LONGEST = 65536
_SHOWN = 160


def binary(head: bytes) -> str:
    """The name of a binary format; "" for lines."""
    if head.startswith(ftl.MAGIC):
        return ftl.NAME
    if head.startswith(START) and len(head) > len(START) and b"dnstap" in head[:512]:
        return dnstap.NAME
    return ""


def of_lines(head: bytes, formats: Iterable[LineFormat], *, telling: bool = False) -> LineFormat | None:
    """The format that tells most of the first lines; None where none tells anything and none knows them.

    Args:
        head: the log's beginning, whole lines but for the last.
        formats: fresh readers; the one returned has read the lines, headers included.
        telling: only one that tells something, or that is a header.
    """
    lines = [line.rstrip(b"\r") for line in head.split(b"\n") if line.strip() and len(line) < _LONGEST]
    del lines[_MOST:]
    best: LineFormat | None = None
    most = (0, 0)
    for form in formats:
        score = _score(form, lines)
        if score > most and (score[0] or not telling or form.controls):
            best, most = form, score
    return best


def chosen(name: str, formats: Iterable[LineFormat]) -> LineFormat:
    """The format that the user named.

    Raises:
        LogFileError: nobody knows it.
    """
    for form in formats:
        if form.name == name:
            return form
    raise LogFileError(f"no format of logs is called {name!r}; known are {', '.join(FORMATS)}")


def unknown(file: str, head: bytes) -> LogFileError:
    """The error that shows the first line and names the formats known."""
    first = next((line for line in head.split(b"\n") if line.strip()), b"")
    shown = first[:_SHOWN].decode("utf-8", "replace")
    shown = "".join(character if character.isprintable() else "�" for character in shown)
    return LogFileError(
        f"{file}: the log has none of the formats known ({', '.join(FORMATS)}). Its first line: {shown!r}. "
        "Name its format with --format, if it is one of them all the same"
    )


def _score(form: LineFormat, lines: list[bytes]) -> tuple[int, int]:
    """How many lines tell something, up to enough; then how many it knows at least."""
    told = known = 0
    for line in lines:
        try:
            found: Told | None = form.parse(line)
        except BadLineError:
            continue
        known += 1
        told += found is not None
        if told >= _ENOUGH:
            break
    return told, known
