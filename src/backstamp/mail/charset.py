"""Character sets: octets to text and back, exactly, whatever the label says.

Only labels that a mail client or browser accepts (WHATWG Encoding Standard section 4.2) choose a codec. Anything else
is read by a stated fallback, and no label reaches Python's codec registry, which also knows "hex", "idna" and "utf-7".
"""

import re
from dataclasses import dataclass

_SINGLE = {
    "cp1252": "ascii us-ascii ansi_x3.4-1968 iso-8859-1 iso8859-1 latin1 l1 windows-1252 cp1252 x-cp1252 iso_8859-1",
    "iso8859_2": "iso-8859-2 iso8859-2 latin2 l2",
    "iso8859_3": "iso-8859-3 iso8859-3 latin3",
    "iso8859_4": "iso-8859-4 iso8859-4 latin4",
    "iso8859_5": "iso-8859-5 iso8859-5 cyrillic",
    "iso8859_6": "iso-8859-6 iso8859-6 iso-8859-6-e iso-8859-6-i arabic",
    "iso8859_7": "iso-8859-7 iso8859-7 greek",
    "iso8859_8": "iso-8859-8 iso8859-8 iso-8859-8-e iso-8859-8-i logical visual hebrew",
    "cp1254": "iso-8859-9 iso8859-9 latin5 l5 windows-1254 cp1254",
    "iso8859_10": "iso-8859-10 iso8859-10 latin6",
    "cp874": "iso-8859-11 tis-620 windows-874 dos-874",
    "iso8859_13": "iso-8859-13 iso8859-13",
    "iso8859_14": "iso-8859-14 iso8859-14",
    "iso8859_15": "iso-8859-15 iso8859-15 latin9 latin-9 l9",
    "iso8859_16": "iso-8859-16",
    "cp1250": "windows-1250 cp1250 x-cp1250",
    "cp1251": "windows-1251 cp1251 x-cp1251",
    "cp1253": "windows-1253 cp1253",
    "cp1255": "windows-1255 cp1255",
    "cp1256": "windows-1256 cp1256",
    "cp1257": "windows-1257 cp1257",
    "cp1258": "windows-1258 cp1258",
    "koi8_r": "koi8-r koi8 koi",
    "koi8_u": "koi8-u koi8-ru",
    "cp866": "ibm866 cp866 866",
    "mac_roman": "macintosh mac x-mac-roman",
    "mac_cyrillic": "x-mac-cyrillic x-mac-ukrainian",
}
_OTHERS = {
    "utf_8": "utf-8 utf8 unicode-1-1-utf-8 x-unicode20utf8 utf8mb4",
    "gb18030": "gbk gb2312 gb_2312-80 gb18030 x-gbk chinese",
    "big5hkscs": "big5 big5-hkscs cn-big5 x-x-big5",
    "euc_jp": "euc-jp x-euc-jp",
    "cp932": "shift_jis shift-jis sjis x-sjis windows-31j ms932 ms_kanji",
    "iso2022_jp": "iso-2022-jp csiso2022jp",
    "cp949": "euc-kr ks_c_5601-1987 ks_c_5601-1989 ksc5601 korean windows-949",
    "utf_16_le": "utf-16le utf-16 unicode ucs-2",
    "utf_16_be": "utf-16be",
}
_CODECS = {label: codec for codec, labels in (_SINGLE | _OTHERS).items() for label in labels.split()}
# Code in which "<" may be part of another character: read wrongly, they could be edited wrongly. Section 14.1 of the
# Encoding Standard refuses most of them for the same reason ("replacement").
_OPAQUE = frozenset({"utf-7", "unicode-1-1-utf-7", "utf-32", "utf-32le", "utf-32be", "hz-gb-2312", "iso-2022-kr"}) | {
    "iso-2022-cn",
    "iso-2022-cn-ext",
    "replacement",
    "cp037",
    "ibm037",
}
_ASCII = frozenset({"ascii", "us-ascii", "ansi_x3.4-1968"})
# These take any octet back: undecodable ones travel as lone surrogates (PEP 383).
_ESCAPING = frozenset(_SINGLE) | {"utf_8"}
_SURROGATE = re.compile("[\udc80-\udcff]")


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

    def encode(self, text: str) -> bytes:
        """Write text in the same character set; for this text, or pieces of it with ASCII added."""
        return text.encode(self.codec, "surrogateescape" if self.codec in _ESCAPING else "strict")


def decode(octets: bytes, label: str | None) -> Text | None:
    """Read octets by a charset label.

    Args:
        octets: transfer-decoded.
        label: as the message gives it, in any case; None when it gives none.

    Returns:
        The text, or None when the character set is one in which markup cannot be told from text.
    """
    name = (label or "").strip().strip("\"'").lower()
    if name in _OPAQUE:
        return None
    codec = _CODECS.get(name)
    if codec is None:
        return _guess(octets, f"unknown character set {name[:40]!r}" if name else "no character set given")
    text = _exactly(octets, codec)
    if text is not None:
        return Text(text, codec, _doubt(text, octets, codec, name))
    if codec in {"iso2022_jp", "utf_16_le", "utf_16_be"}:
        return None
    return Text(octets.decode("latin-1"), "latin-1", f"the octets are not {name}")


def _exactly(octets: bytes, codec: str) -> str | None:
    """The text if the codec can read the octets and gives the very same ones back."""
    errors = "surrogateescape" if codec in _ESCAPING else "strict"
    try:
        text = octets.decode(codec, errors)
        return text if text.encode(codec, errors) == octets else None
    except UnicodeError:
        return None


def _doubt(text: str, octets: bytes, codec: str, name: str) -> str | None:
    if octets.isascii():
        return None
    if name in _ASCII:
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
