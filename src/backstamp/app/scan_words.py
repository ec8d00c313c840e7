"""What a scan's values mean, in words for people who are no engineers: leaks, coats, kinds, places."""

import re
from collections.abc import Sequence

from backstamp.app.printable import printable
from backstamp.app.scan_place import Place
from backstamp.mail.references.reference import Trigger
from backstamp.recipient.finding import Confidence, Decoded, Finding, FindingKind, Leak, LeakOf

_URL = 110
_IN_FRONT = 70
_NEAR = 24
_COATS = re.compile(r"[^()]+")
_ENCODINGS = {
    "base64": "base64",
    "base64url": "base64 for URLs",
    "hex": "hexadecimal digits",
    "base16": "hexadecimal digits",
    "base32": "base32",
    "base58": "base58",
    "percent": "percent signs and digits (percent-encoding)",
    "url": "percent signs and digits (percent-encoding)",
    "deflate": "compressed form (deflate)",
    "zlib": "compressed form (zlib)",
    "gzip": "compressed form (gzip)",
    "json": "JSON",
    "jwt": "a JSON web token",
    "entity": "HTML character references",
    "reversed": "reversed order",
    "binary": "binary digits",
}
_HASH = re.compile(
    r"(?:md[245]|sha|ripemd|whirlpool|blake|mmh|murmur|crc|adler|keccak|tiger|fnv|xxh|hmac)", re.IGNORECASE
)
_SHORT = re.compile(r"(?:crc|adler|mmh|murmur|fnv|xxh)", re.IGNORECASE)
WHAT = {
    LeakOf.ADDRESS: "e-mail address",
    LeakOf.LOCAL_PART: "part before the @",
    LeakOf.NAME: "name",
    LeakOf.MESSAGE_ID: "Message-ID",
}
CONFIDENCE = {
    Confidence.CERTAIN: "certain",
    Confidence.PROBABLE: "probable",
    Confidence.POSSIBLE: "possible, not more",
}
_UNSURE = {FindingKind.OPEN: "image", FindingKind.CLICK: "link", FindingKind.CONTENT: "picture"}
KIND = {
    FindingKind.OPEN: "tracking image",
    FindingKind.CLICK: "tracked link",
    FindingKind.CONTENT: "picture under a personal address",
    FindingKind.RECEIPT: "request for a receipt",
    FindingKind.PREFETCH: "loaded or looked up ahead",
    FindingKind.STYLE: "style sheet, font or background",
    FindingKind.AUTH: "check of the sender",
    FindingKind.OTHER: "other address",
}


def coats(form: str) -> tuple[str, ...]:
    """The coats of a form, outermost first: ``base64(hex)`` is base64 around hex."""
    return tuple(_COATS.findall(form)) if form and form != "plain" else ()


def is_hash(coat: str) -> bool:
    """Whether what is inside a coat cannot be computed back from it."""
    return _HASH.match(coat) is not None


def leak_words(leak: Leak) -> str:
    """What an address contains, to follow it in a sentence."""
    return f"contains {_whose(leak)}."


def leak_url(url: str, leak: Leak) -> tuple[str, str, str]:
    """An address cut so that what it gives away is seen: what stands in front of that, itself, and behind it."""
    before, carrier, after = url[: leak.start], url[leak.start : leak.end], url[leak.end :]
    if len(before) > _IN_FRONT:
        path = url.find("/", url.find("://") + 3)
        kept = min(path + 1 if 0 < path < leak.start else 0, _IN_FRONT)
        before = f"{before[:kept]}…{before[-_NEAR:]}"
    after = after if len(after) <= _NEAR else f"{after[:_NEAR]}…"
    return printable(before), printable(carrier, 160), printable(after)


def _whose(leak: Leak) -> str:
    value = printable(leak.value, 120)
    if leak.what is LeakOf.ADDRESS and not leak.known:
        return f"an e-mail address, {value}, which is most likely yours"
    if leak.what is LeakOf.LOCAL_PART:
        return f"the part of your e-mail address before the @, {value}"
    if leak.what is LeakOf.MESSAGE_ID:
        return f"the Message-ID of your copy, {value}"
    return f"your {WHAT[leak.what]} {value}"


def form_words(form: str) -> str:
    """What a form is worth: anybody reads it, anybody turns it back, anybody who has the address computes it."""
    layers = coats(form)
    hashes = [layer for layer in layers if is_hash(layer)]
    if not layers:
        return "It stands there in plain text, for anyone to read who handles the address on its way."
    if hashes:
        return _hash_words(hashes, [layer for layer in layers if layer not in hashes])
    how = _coats_words(layers)
    which = "which anyone can turn back" if len(layers) == 1 else "all of which anyone can turn back"
    return f"It is written in {how}, {which}: it is not encrypted and not a hash."


def _coats_words(layers: Sequence[str]) -> str:
    return ", inside it ".join(_ENCODINGS.get(layer, printable(layer, 30)) for layer in layers)


def _hash_words(hashes: Sequence[str], around: Sequence[str]) -> str:
    name = " of ".join(printable(each, 30).upper() for each in hashes)
    written = f", written in {_coats_words(around)}" if around else ""
    if all(_SHORT.match(each) for each in hashes):
        return (
            f"It is there as a checksum ({name}){written}: a short number made from it. Anyone who knows it, or has a "
            "list of addresses, can compute the same number and compare; it protects nobody."
        )
    return (
        f"It is there as a hash ({name}){written}: a fingerprint that cannot be turned back, but that anyone who knows "
        "it, or has a list of addresses, can compute and compare. It is the same wherever it is used, so companies can "
        "recognise you by it: a pseudonym, not anonymity."
    )


def decoded_words(decoded: Decoded) -> str:
    """What a token says when its coats are taken off."""
    how = _coats_words(coats(decoded.form)) or "plain text"
    return f"{printable(decoded.token, 40)} says “{printable(decoded.text, 160)}” (written in {how})"


def shown_url(url: str, longest: int = _URL) -> str:
    """A URL for people: its beginning."""
    return printable(url, longest)


def where_words(place: Place) -> str:
    """The exact place."""
    text = "the header" if place.where == "header" else "the text"
    whose = "of the message" if place.part == "1" else f"of part {printable(place.part, 40)}"
    return f"line {place.line:,} in {text} {whose}"


def kind_words(finding: Finding) -> str:
    """What a finding is, in a few words that claim no more than is known."""
    if finding.reference.trigger is Trigger.PRINT:
        return "loaded when the message is printed"
    return KIND[finding.kind] if finding.sure else _UNSURE.get(finding.kind, KIND[finding.kind])
