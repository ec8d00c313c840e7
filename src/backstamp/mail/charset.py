"""Character sets: octets to text and back, exactly, whatever the label says.

Only labels that a mail client or browser accepts choose a codec (``charset_labels``). Anything else is read by a stated
fallback.
"""

import codecs
import re
from array import array
from dataclasses import dataclass

from backstamp.mail.charset_labels import ASCII, CODECS, OPAQUE, SINGLE, normal

# These take any octet back: undecodable ones travel as lone surrogates (PEP 383).
_ESCAPING = frozenset(SINGLE) | {"utf_8"}
_SURROGATE = re.compile("[\udc80-\udcff]")
_BLOCK = 256


@dataclass(frozen=True, slots=True)
class Text:
    """Text and how it was read: ``encode(text)`` gives exactly the octets it came from.

    Attributes:
        text: the characters; octets that are none in this character set are lone surrogates or latin-1.
        codec: Python's name of the codec used.
        doubt: why the characters may not be those meant, None when label and octets agree.
    """

    text: str
    codec: str
    doubt: str | None

    @property
    def separable(self) -> bool:
        """Whether pieces of the text, encoded one by one and joined, are always the text encoded."""
        return self.codec in _ESCAPING or self.codec.startswith("utf_16") or self.codec == "latin-1"

    def encode(self, text: str) -> bytes:
        """Write text in the same character set: this text, or pieces of it with ASCII added (which fits in all).

        Raises:
            ValueError: some of the characters are not in the character set; the text says which.
        """
        try:
            return text.encode(self.codec, _errors(self.codec))
        except UnicodeEncodeError as error:
            raise ValueError(f"{text[error.start]!r} cannot be written in the character set {self.codec}") from error


class Offsets:
    """Where the characters of a text stand in its octets; made once, then any number of questions are cheap."""

    __slots__ = ("_content", "_same", "_stateless", "_states", "_summed")

    def __init__(self, content: Text, octets: bytes) -> None:
        self._content = content
        self._same = len(octets) == len(content.text)
        self._stateless = content.codec in _ESCAPING
        self._summed = array("q")
        self._states: list[int] = []

    def octet(self, offset: int) -> int:
        """The offset in the octets of a character, or of the end."""
        if self._same:
            return offset
        if not self._summed:
            self._sum_up()
        block = offset // _BLOCK
        if self._stateless:
            return self._summed[block] + len(self._content.encode(self._content.text[block * _BLOCK : offset]))
        encoder = self._encoder()
        encoder.setstate(self._states[block])
        return self._summed[block] + len(encoder.encode(self._content.text[block * _BLOCK : offset]))

    def _sum_up(self) -> None:
        encoder, text = self._encoder(), self._content.text
        length = 0
        for start in range(0, len(text) + 1, _BLOCK):
            self._summed.append(length)
            self._states.append(int(encoder.getstate()))
            length += len(encoder.encode(text[start : start + _BLOCK]))

    def _encoder(self) -> codecs.IncrementalEncoder:
        return codecs.getincrementalencoder(self._content.codec)(_errors(self._content.codec))


def _errors(codec: str) -> str:
    return "surrogateescape" if codec in _ESCAPING else "strict"


def decode(octets: bytes, label: str | None, hint: str | None = None) -> Text | None:
    """Read octets by a charset label.

    Args:
        octets: transfer-decoded.
        label: as the message gives it, in any case; None when it gives none.
        hint: a label that the text gives itself (``charset_labels.hint``); used only without the other.

    Returns:
        The text, or None when the character set is one in which markup cannot be told from text.
    """
    name = normal(label)
    if name in OPAQUE:
        return None
    codec = CODECS.get(name)
    if codec is not None:
        return _by_codec(octets, codec, name)
    if name:
        return _guess(octets, f"unknown character set {name[:40]!r}")
    hinted = CODECS.get(normal(hint))
    text = _by_codec(octets, hinted, normal(hint)) if hinted else None
    if text is None:
        return _guess(octets, "no character set given")
    if octets.isascii():
        return text
    doubt = f"no character set given outside the text; read as {normal(hint)}"
    return Text(text.text, text.codec, f"{doubt}, yet {text.doubt}" if text.doubt else doubt)


def look(octets: bytes, label: str | None, hint: str | None = None) -> Text:
    """Read octets in any case, only for looking at: where ``decode`` has no answer, as latin-1, which is stated."""
    text = decode(octets, label, hint)
    if text is not None:
        return text
    reason = f"the character set {normal(label)[:40]!r} cannot be read safely; read as latin-1"
    return Text(octets.decode("latin-1"), "latin-1", reason)


def _by_codec(octets: bytes, codec: str, name: str) -> Text | None:
    if codec == "utf_8" and (clean := _clean_utf8(octets)) is not None:
        return Text(clean, codec, None)
    text = _exactly(octets, codec)
    if text is not None:
        return Text(text, codec, _doubt(text, octets, codec, name))
    if codec in {"iso2022_jp", "utf_16_le", "utf_16_be"}:
        return None
    return Text(octets.decode("latin-1"), "latin-1", f"the octets are not {name}")


def _clean_utf8(octets: bytes) -> str | None:
    """The text of octets that are UTF-8 throughout, which nearly all are: they need no second look."""
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _exactly(octets: bytes, codec: str) -> str | None:
    """The text if the codec can read the octets and gives the very same ones back."""
    errors = _errors(codec)
    try:
        text = octets.decode(codec, errors)
        return text if text.encode(codec, errors) == octets else None
    except UnicodeError:
        return None


def _doubt(text: str, octets: bytes, codec: str, name: str) -> str | None:
    if octets.isascii():
        return None
    if name in ASCII:
        return "octets above 127 in a part that is called ASCII"
    if codec in _ESCAPING and _SURROGATE.search(text):
        return f"some octets are not {name}"
    return None


def _guess(octets: bytes, reason: str) -> Text:
    """UTF-8 where it fits, else windows-1252: what browsers do without a label."""
    if octets.isascii():
        return Text(octets.decode("ascii"), "utf_8", None)
    try:
        return Text(octets.decode("utf-8"), "utf_8", f"{reason}; read as UTF-8")
    except UnicodeDecodeError:
        return Text(octets.decode("cp1252", "surrogateescape"), "cp1252", f"{reason}; read as windows-1252")
