"""One search through one text: what stands there in plain, and below every coat that comes off."""

import re
from itertools import islice

from backstamp.recipient.finding import LeakOf
from backstamp.recipient.leaks import base64_views
from backstamp.recipient.leaks.alphabets import from_base32, from_base58, from_base64, from_base85, from_hex
from backstamp.recipient.leaks.cuts import cuts
from backstamp.recipient.leaks.flat import Flat
from backstamp.recipient.leaks.harvest import Harvest, Place
from backstamp.recipient.leaks.known import Known
from backstamp.recipient.leaks.peeled import Peeled
from backstamp.recipient.leaks.readable import is_text
from backstamp.recipient.leaks.rotation import rotated
from backstamp.recipient.leaks.squeezed import SQUEEZED, opened
from backstamp.recipient.leaks.strangers import strangers
from backstamp.recipient.leaks.writings import from_yenc, written

MAX_TEXT = 16_384
"""Characters of a text that are looked at."""
MAX_COATS = 3
"""Encodings that are taken off one below the other; JSON and escapes come on top."""
MAX_LEVELS = 6
"""All coats together."""
MAX_WORK = 131_072
"""Octets that come out of coats and are looked at, for one text."""
_CHILD = 64
"""What each piece of work costs besides its octets."""
_FREE = frozenset({"json", "percent", "entity", "escapes", "quoted-printable"})
_MIN_YENC = 10
_MAX_SQUEEZED = 4
_DIGESTS = frozenset({16, 20, 28, 32, 48, 64})
_VALUES = re.compile(r"://[^?#]*+[?#]")
_ADDRESS = re.compile(rb"@[a-z0-9][a-z0-9-]{0,62}\.[a-z]{2}")
_PUNCTUATED = re.compile(r"(?=[!-~]*[!\"#$&'()*,;<>?@\[\]^`{|}\\:])[!-~]{8,2000}")


class Search:
    """A search and what it has found so far."""

    def __init__(self, known: Known, flat: Flat) -> None:
        """Take what is known of the reader, and the text."""
        self._known = known
        self._flat = flat
        self._left = MAX_WORK
        self._seen: set[bytes] = set()
        self.harvest = Harvest(self._flat)

    @property
    def spent(self) -> int:
        """Octets that came out of coats, and what the pieces cost besides."""
        return MAX_WORK - self._left

    def run(self) -> None:
        """Look through the text and everything below it."""
        self._inspect(self._flat.octets, (), None)
        for value in self._flat.values():
            text, at = value.octets.decode("latin-1"), Place(value.start, value.end, in_source=True)
            for peeled in written(text) if value.whole else ():
                self._child(peeled, (), at)
            self._raw(value.octets, (), at)
            self._tokens(text, (), at, whole=True)

    def _inspect(self, octets: bytes, coats: tuple[str, ...], place: Place | None) -> None:
        """Text on one level: what it says in plain, and all coats that it may wear."""
        text = octets.decode("latin-1")
        self._plain(text.lower(), coats, place)
        if len(coats) >= MAX_LEVELS or sum(coat not in _FREE for coat in coats) >= MAX_COATS:
            self._tokens(text, coats, place, whole=False, hashes_only=True)
            return
        for peeled in written(text):
            self._child(peeled, coats, place)
        self._everywhere(octets, coats, place)
        self._tokens(text, coats, place, whole=bool(coats))

    def _plain(self, text: str, coats: tuple[str, ...], place: Place | None) -> None:
        """The reader's data in a text in lower case, as they are, rotated and backwards, and strangers' addresses."""
        known = self._known
        needles = known.needles
        if any(core in text for core in needles.cores):
            for match in needles.found(text, coated=bool(coats)):
                self.harvest.leak(match.what, match.value, coats, place or Place(match.start, match.end))
        for anchor, rotations in known.rotations:
            if anchor in text:
                for by, core in enumerate(rotations, 1):
                    if core in text:
                        self._turned(rotated(text, -by), f"rot{by}", coats, place)
        for core in known.backwards:
            if core in text:
                self._turned(text[::-1], "reversed", coats, place)
        if "@" in text:
            self._strangers(text, coats, place)

    def _turned(self, text: str, coat: str, coats: tuple[str, ...], place: Place | None) -> None:
        size = len(text)
        for match in self._known.needles.found(text, coated=True):
            start, end = match.start, match.end
            if coat == "reversed":
                start, end = size - end, size - start
            self.harvest.leak(match.what, match.value, (*coats, coat), place or Place(start, end))

    def _strangers(self, text: str, coats: tuple[str, ...], place: Place | None) -> None:
        known = self._known
        begin = 0
        if not coats:
            values = _VALUES.search(text)
            if values is None or text.startswith(("mailto:", "cid:", "mid:")):
                return
            begin = values.end()
        for found in strangers(text):
            if found.start < begin or found.address in known.senders or found.address in known.addresses:
                continue
            at = place or Place(found.start, found.end)
            self.harvest.leak(LeakOf.ADDRESS, found.address, coats, at, known=False)

    def _everywhere(self, octets: bytes, coats: tuple[str, ...], place: Place | None) -> None:
        """Base64 that begins anywhere."""
        readings = base64_views.views(octets)
        together = b"\0".join(readings)
        low = together.lower()
        if _ADDRESS.search(low) or any(core in low for core in self._known.needles.octets):
            for alignment, view in enumerate(readings):
                self._in_view(view.lower().decode("latin-1"), alignment, (*coats, "base64"), place)
        if SQUEEZED.search(together):
            for alignment, view in enumerate(readings):
                for match in islice(SQUEEZED.finditer(view), _MAX_SQUEEZED):
                    at = place or Place(*base64_views.token(octets, alignment, match.start()))
                    self._raw(view[match.start() :], (*coats, "base64"), at, digest=False)
        if base64_views.RUN.search(together):
            for alignment, view in enumerate(readings):
                for match in base64_views.RUN.finditer(view):
                    start, end = base64_views.place(alignment, *match.span())
                    self._child(Peeled("base64", match[0], start, end, sure=False), coats, place)

    def _in_view(self, text: str, alignment: int, path: tuple[str, ...], place: Place | None) -> None:
        known = self._known
        matches = [(m.what, m.value, m.start, m.end, True) for m in known.needles.found(text, coated=True)]
        matches += [
            (LeakOf.ADDRESS, each.address, each.start, each.end, False)
            for each in strangers(text)
            if each.address not in known.senders and each.address not in known.addresses
        ]
        for what, value, start, end, is_known in matches:
            if is_known or not any(value.endswith(address) for address in known.addresses):
                at = place or Place(*base64_views.place(alignment, start, end))
                self.harvest.leak(what, value, path, at, known=is_known)

    def _tokens(
        self, text: str, coats: tuple[str, ...], place: Place | None, *, whole: bool, hashes_only: bool = False
    ) -> None:
        """Tokens cut out exactly; with ``whole`` the text itself is one too."""
        for token, start, end in cuts(text):
            at = place or Place(start, end)
            if token.isdigit() and 8 <= len(token) <= 39 and (hashed := self._known.number(token)):
                self.harvest.leak(hashed.what, hashed.value, (*coats, hashed.form), at)
            elif hashes_only:
                self._digest(from_hex(token), coats, at)
            else:
                self._token(token, coats, at)
        if whole and not hashes_only:
            self._whole(text, coats, place or Place(0, len(text)))

    def _whole(self, text: str, coats: tuple[str, ...], at: Place) -> None:
        """A value that is one token, whatever signs it holds."""
        if found := self._known.encoded(text.strip("=")):
            self.harvest.leak(found[0], found[1], (*coats, *found[2]), at)
        if _PUNCTUATED.fullmatch(text) and "://" not in text:
            for name, octets in from_base85(text):
                self._raw(octets, (*coats, name), at, digest=False)

    def _token(self, token: str, coats: tuple[str, ...], at: Place) -> None:
        known = self._known
        bare = token.strip("=")
        if len(bare) in known.lengths and (found := known.encoded(bare)):
            self.harvest.leak(found[0], found[1], (*coats, *found[2]), at)
        octets = from_hex(token)
        if octets is not None:
            self._digest(octets, coats, at)
            self._raw(octets, (*coats, "hex"), at, digest=False)
            return
        octets = from_base64(token)
        if octets is not None:
            self._raw(octets, (*coats, "base64"), at)
        if token.isupper() or token.islower():
            for octets in from_base32(token):
                self._raw(octets, (*coats, "base32"), at)
        elif (octets := from_base58(token)) is not None:
            self._raw(octets, (*coats, "base58"), at)

    def _digest(self, octets: bytes | None, coats: tuple[str, ...], at: Place) -> None:
        """A digest in hexadecimal: outermost, that is the obvious writing and not told."""
        if octets and (hashed := self._known.digest(octets)):
            path = (*coats, "hex", hashed.form) if coats else (hashed.form,)
            self.harvest.leak(hashed.what, hashed.value, path, at)

    def _raw(self, octets: bytes, path: tuple[str, ...], at: Place, *, digest: bool = True) -> None:
        """What came out of an exact token: text, a digest, or something compressed."""
        if octets.isascii() and path:
            if is_text(octets):
                self._below(octets, path, at)
            return
        if digest and path and len(octets) in _DIGESTS and (hashed := self._known.digest(octets)):
            self.harvest.leak(hashed.what, hashed.value, (*path, hashed.form), at)
            return
        if squeezed := opened(octets):
            name, inside = squeezed
            if is_text(inside):
                self._below(inside, (*path, name), at)
            elif len(path) < MAX_COATS and self._left > 0:
                self._left -= len(inside) + _CHILD
                self._raw(inside, (*path, name), at)
        elif path and is_text(octets):
            self._below(octets, path, at)
        elif len(octets) >= _MIN_YENC and (lowered := from_yenc(octets)).isascii() and is_text(lowered):
            self._below(lowered, (*path, "yenc"), at)

    def _child(self, peeled: Peeled, coats: tuple[str, ...], place: Place | None) -> None:
        at = place or Place(peeled.start, peeled.end)
        path = (*coats, peeled.coat)
        if peeled.sure and not peeled.octets.isascii():
            self._raw(peeled.octets, path, at)
        self._below(peeled.octets, path, at, sure=peeled.sure)

    def _below(self, octets: bytes, path: tuple[str, ...], at: Place, *, sure: bool = True) -> None:
        """Look at what came out of a coat, if it was not seen yet and there is work left."""
        if self._left <= 0:
            return
        if sure and not _FREE.issuperset(path):
            self.harvest.token(path, octets, at)
        if octets in self._seen:
            return
        self._seen.add(octets)
        self._left -= len(octets) + _CHILD
        self._inspect(octets[: max(self._left, 64)], path, at)
