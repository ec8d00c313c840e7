"""Names of character sets: what the label in a message means, and what is better not believed.

The labels are those of the WHATWG Encoding Standard (section 4.2), with a few that real mail uses besides. No label
reaches Python's codec registry, which also knows "hex", "idna" and "utf-7".
"""

import re

SINGLE = {
    "cp1252": """ascii us-ascii ansi_x3.4-1968 iso-8859-1 iso8859-1 iso88591 iso_8859-1 iso_8859-1:1987 iso-ir-100
        latin1 latin-1 l1 csisolatin1 cp819 ibm819 windows-1252 cp1252 x-cp1252 cp-1252 win-1252 ansi x-ansi""",
    "iso8859_2": "iso-8859-2 iso8859-2 iso88592 iso_8859-2 iso_8859-2:1987 iso-ir-101 latin2 latin-2 l2 csisolatin2",
    "iso8859_3": "iso-8859-3 iso8859-3 iso88593 iso_8859-3 iso_8859-3:1988 iso-ir-109 latin3 l3 csisolatin3",
    "iso8859_4": "iso-8859-4 iso8859-4 iso88594 iso_8859-4 iso_8859-4:1988 iso-ir-110 latin4 l4 csisolatin4",
    "iso8859_5": "iso-8859-5 iso8859-5 iso88595 iso_8859-5 iso_8859-5:1988 iso-ir-144 cyrillic csisolatincyrillic",
    "iso8859_6": """iso-8859-6 iso8859-6 iso88596 iso_8859-6 iso_8859-6:1987 iso-ir-127 iso-8859-6-e iso-8859-6-i
        csiso88596e csiso88596i arabic asmo-708 ecma-114 csisolatinarabic""",
    "iso8859_7": """iso-8859-7 iso8859-7 iso88597 iso_8859-7 iso_8859-7:1987 iso-ir-126 greek greek8 ecma-118 elot_928
        csisolatingreek sun_eu_greek""",
    "iso8859_8": """iso-8859-8 iso8859-8 iso88598 iso_8859-8 iso_8859-8:1988 iso-ir-138 iso-8859-8-e iso-8859-8-i
        csiso88598e csiso88598i logical visual hebrew csisolatinhebrew""",
    "cp1254": """iso-8859-9 iso8859-9 iso88599 iso_8859-9 iso_8859-9:1989 iso-ir-148 latin5 l5 csisolatin5 windows-1254
        cp1254 x-cp1254""",
    "iso8859_10": "iso-8859-10 iso8859-10 iso885910 iso-ir-157 latin6 l6 csisolatin6",
    "cp874": "iso-8859-11 iso8859-11 iso885911 tis-620 windows-874 dos-874 cp874",
    "iso8859_13": "iso-8859-13 iso8859-13 iso885913",
    "iso8859_14": "iso-8859-14 iso8859-14 iso885914",
    "iso8859_15": "iso-8859-15 iso8859-15 iso885915 iso_8859-15 csisolatin9 latin9 latin-9 l9",
    "iso8859_16": "iso-8859-16",
    "cp1250": "windows-1250 cp1250 x-cp1250 cp-1250 win-1250",
    "cp1251": "windows-1251 cp1251 x-cp1251 cp-1251 win-1251",
    "cp1253": "windows-1253 cp1253 x-cp1253",
    "cp1255": "windows-1255 cp1255 x-cp1255",
    "cp1256": "windows-1256 cp1256 x-cp1256",
    "cp1257": "windows-1257 cp1257 x-cp1257",
    "cp1258": "windows-1258 cp1258 x-cp1258",
    "cp437": "cp437 ibm437 cp-437",
    "cp850": "cp850 ibm850 cp-850 ibm-850",
    "cp852": "cp852 ibm852 cp-852",
    "koi8_r": "koi8-r koi8 koi koi8_r cskoi8r",
    "koi8_u": "koi8-u koi8-ru",
    "cp866": "ibm866 cp866 866 csibm866 cp-866",
    "mac_roman": "macintosh mac x-mac-roman csmacintosh",
    "mac_cyrillic": "x-mac-cyrillic x-mac-ukrainian",
}
"""Python's codecs of one octet for each character, with the labels that mean them."""

_OTHERS = {
    "utf_8": "utf-8 utf8 utf_8 unicode-1-1-utf-8 unicode11utf8 unicode20utf8 x-unicode20utf8 utf8mb3 utf8mb4",
    "gb18030": """gbk gb2312 gb_2312 gb_2312-80 gb18030 x-gbk chinese csgb2312 csiso58gb231280 iso-ir-58 cp936 ms936
        windows-936""",
    "big5hkscs": "big5 big5-hkscs cn-big5 csbig5 x-x-big5 cp950 windows-950",
    "euc_jp": "euc-jp x-euc-jp eucjp cseucpkdfmtjapanese",
    "cp932": "shift_jis shift-jis sjis x-sjis csshiftjis windows-31j cswindows31j ms932 ms_kanji cp932",
    "iso2022_jp": "iso-2022-jp csiso2022jp",
    "cp949": """euc-kr euckr cseuckr ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601 csksc56011987 iso-ir-149 korean
        windows-949 cp949""",
    "utf_16_le": "utf-16le utf-16 unicode unicodefeff ucs-2 iso-10646-ucs-2 csunicode",
    "utf_16_be": "utf-16be unicodefffe",
}
CODECS = {label: codec for codec, labels in (SINGLE | _OTHERS).items() for label in labels.split()}
"""Python's codec for every label that is believed."""

# Code in which "<" may be part of another character: read wrongly, they could be edited wrongly. Section 14.1 of the
# Encoding Standard refuses most of them for the same reason ("replacement").
OPAQUE = frozenset({"utf-7", "utf7", "unicode-1-1-utf-7", "csunicode11utf7", "x-unicode-2-0-utf-7"}) | {
    "utf-32",
    "utf-32le",
    "utf-32be",
    "hz-gb-2312",
    "hz",
    "iso-2022-kr",
    "csiso2022kr",
    "iso-2022-cn",
    "iso-2022-cn-ext",
    "iso-2022-jp-1",
    "iso-2022-jp-2",
    "iso-2022-jp-3",
    "iso-2022-jp-2004",
    "replacement",
    "cp037",
    "ibm037",
}
"""Labels of character sets in which markup cannot be told from text."""

ASCII = frozenset({"ascii", "us-ascii", "ansi_x3.4-1968"})
"""Labels that promise seven bits."""

HINT_REACH = 1024
"""Octets at the start of an HTML part in which it may name its character set (WHATWG HTML section 13.2.3.2)."""

_TAG = re.compile(rb"<!--.*?-->|<meta[\s/]([^>]*+)", re.IGNORECASE | re.DOTALL)
_ATTRIBUTE = re.compile(rb"([^\s=/>\"']++)\s*+=\s*+(?:\"([^\"]*+)|'([^']*+)|([^\s>]++))")
_IN_CONTENT = re.compile(rb"charset\s*+=\s*+[\"']?([^\s;\"']++)", re.IGNORECASE)


def normal(label: str | None) -> str:
    """A label in lower case without blanks and quotation marks around it or in it; empty for none."""
    return re.sub("[\"'\\s]", "", label or "").lower()


def hint(octets: bytes) -> str | None:
    """The character set that an HTML text names for itself in a meta element, None where it names none.

    Args:
        octets: of the text; only the first 1,024 are looked at.

    Returns:
        The label as written; "utf-8" for one of the UTF-16 family, which the text cannot be in if this was readable
        (WHATWG HTML section 13.2.3.2).
    """
    for tag in _TAG.finditer(octets[:HINT_REACH]):
        found = _named(tag[1]) if tag[1] else None
        if found:
            label = found.decode("latin-1")
            return "utf-8" if CODECS.get(normal(label), "").startswith("utf_16") else label
    return None


def _named(attributes: bytes) -> bytes | None:
    values: dict[bytes, bytes] = {}
    for name, *forms in _ATTRIBUTE.findall(attributes):
        values.setdefault(name.lower(), b"".join(forms))
    if values.get(b"charset", b"").strip():
        return values[b"charset"].strip()
    if values.get(b"http-equiv", b"").strip().lower() != b"content-type":
        return None
    match = _IN_CONTENT.search(values.get(b"content", b""))
    return match[1] if match else None
