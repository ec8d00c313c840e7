"""Target: pieces repeated until they are long. More than linear time shows as an input over the time limit."""

from fuzz import markup, reading, recipient, recipient_logs, recipient_text
from fuzz.choices import Choices
from fuzz.protocols import canonical
from fuzz.stamping import mutated

SIZE = 1 << 16
"""Octets of the repeated text: at a square of it no interpreter is done within ten seconds."""

CSS_SIZE = 1 << 14
"""For style sheets, which are read about eight times over by their target, under instrumentation at some 10 KB/s."""

_ENGINES = (
    reading.parts,
    reading.headers,
    reading.decoding,
    reading.quoted_printable,
    reading.looking,
    markup.html,
    markup.css,
    markup.attributes,
    markup.references_of_message,
    mutated,
    canonical,
    recipient.scan_mutated,
    recipient_text.leaks,
    recipient_logs.any_log,
)
_HTML = b"Content-Type: text/html\r\n\r\n"
_FRONTS = (b"", _HTML, _HTML + b"<style>", _HTML + b'<a href="', b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n')


def repeated(data: bytes) -> None:
    """A front, one unit many times, a back: each engine is done with it in time."""
    choices = Choices(data)
    engine, front = choices.pick(_ENGINES), choices.pick(_FRONTS)
    front += choices.some_octets(16)
    back, unit = choices.some_octets(16), choices.rest()[:64] or b"<"
    size = CSS_SIZE if engine is markup.css else SIZE
    engine(front + unit * (size // len(unit)) + back)
