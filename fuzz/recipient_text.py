"""Targets: what the recipient's side reads in URLs. Leaks, wrapped and opaque links, parameters, globs, lists."""

import base64
import binascii
import re
import zlib
from collections.abc import Callable
from datetime import date
from urllib.parse import quote

from backstamp.catalogue.glob import Glob
from backstamp.catalogue.tracker_lists.abp import read_abp
from backstamp.catalogue.tracker_lists.disconnect import read_disconnect
from backstamp.catalogue.tracker_lists.domains import read_domains
from backstamp.catalogue.tracker_lists.gathering import Gathering
from backstamp.catalogue.tracker_lists.load import guess_format
from backstamp.catalogue.tracker_read import is_host, is_path
from backstamp.errors import CatalogueError
from backstamp.recipient.leaks.finder import LeakFinder, Looked
from backstamp.recipient.links.opaque import opaque
from backstamp.recipient.links.parameters import identifying, strip_parameters
from backstamp.recipient.links.unwrap import MAX_LAYERS, unwrap
from backstamp.recipient.reader import Reader
from fuzz.choices import Choices

_ADDRESS = "ada.lovelace@reader.example"
_READER = Reader((_ADDRESS,), ("Ada Lovelace",), "20261121.1@shop.example")
_COATS: tuple[tuple[str, Callable[[bytes], bytes]], ...] = (
    ("base64", base64.b64encode),
    ("base64", base64.urlsafe_b64encode),
    ("base64", lambda octets: base64.urlsafe_b64encode(octets).rstrip(b"=")),
    ("hex", binascii.hexlify),
    ("base32", base64.b32encode),
    ("percent", lambda octets: quote(octets).encode()),
    ("zlib", lambda octets: base64.urlsafe_b64encode(zlib.compress(octets))),
)
_PLACES = (
    "https://t.example/o/{}.gif",
    "https://t.example/?a=1&e={}",
    "https://t.example/x?{}#y",
    "https://t.example/{}/p",
)
_HOSTS = (
    "https://eur01.safelinks.protection.outlook.com/?url=",
    "https://www.google.com/url?q=",
    "https://l.facebook.com/l.php?u=",
    "https://urldefense.com/v3/__",
    "https://urldefense.proofpoint.com/v2/url?u=",
    "https://shop.us1.list-manage.com/track/click?u=",
    "https://click.example/r?url=",
    "https://x.awstrack.me/L0/",
    "http://",
    "https://[::1]/?to=",
    "",
)
_TEXTS = ("a", "b", "*", "**", "$", "/", "ab", "")


def leaks(data: bytes) -> None:
    """In any text leaks and tokens lie inside it, and are the reader's own where that is said."""
    text = data.decode("utf-8", "surrogateescape")
    for whole in (text, f"https://t.example/{text}", f"https://t.example/?e={text}"):
        looked = LeakFinder(_READER).look(whole)
        _hold(looked, whole)
        assert LeakFinder(_READER).look(whole) == looked


def planted(data: bytes) -> None:
    """An address that is put below two random coats comes out, wherever in a URL it stands."""
    choices = Choices(data)
    octets, coats = _ADDRESS.encode(), []
    for _ in range(1 + choices.below(2)):
        name, coat = choices.pick(_COATS)
        octets = coat(octets)
        coats.append(name)
    url = choices.pick(_PLACES).format(octets.decode())
    found = LeakFinder(_READER).look(url)
    _hold(found, url)
    assert any(leak.value == _ADDRESS for leak in found.leaks), (coats, url)


def links(data: bytes) -> None:
    """What is unwrapped is absolute http(s) and unwrapped to its end; stripping twice is stripping once."""
    choices = Choices(data)
    head = "".join(choices.pick(_HOSTS) for _ in range(choices.below(4)))
    text = head + choices.rest().decode("utf-8", "surrogateescape")
    found = unwrap(text)
    if found is not None:
        assert found.url.partition(":")[0].lower() in {"http", "https"}, found
        assert 0 < len(found.through) <= MAX_LAYERS
        known = unwrap(found.url)
        assert known is None or len(found.through) == MAX_LAYERS, (found, known)
    opaque(text)
    once = strip_parameters(text)
    assert strip_parameters(once.url).url == once.url, once
    assert len(once.url) <= len(text)
    assert (once.url != text) is bool(once.removed)
    names = [each.name for each in identifying(text)]
    assert once.kept or list(once.removed) == names, (once, names)


def globs(data: bytes) -> None:
    """The quick glob says what a regular expression says that tries everything."""
    choices = Choices(data)
    glob = "".join(choices.pick(_TEXTS) for _ in range(choices.below(9)))
    text = "".join(choices.pick("ab/$") for _ in range(choices.below(13)))
    ends = glob.endswith("$")
    body = glob[:-1] if ends else glob
    slow = re.compile(".*".join(map(re.escape, body.split("*"))) + ("" if ends else ".*"), re.DOTALL)
    assert Glob.read(glob).matches(text) is (slow.fullmatch(text) is not None), (glob, text)
    whole = re.compile(".*".join(map(re.escape, glob.split("*"))), re.DOTALL)
    assert Glob.whole(glob).matches(text) is (whole.fullmatch(text) is not None), (glob, text)


def lists(data: bytes) -> None:
    """Every importer takes any text: each rule has a host or path that can stand in one, or the list is refused."""
    text = data.decode("utf-8", "replace")
    guess_format(text)
    for read in (read_abp, read_domains, _disconnect):
        gathering = Gathering("fuzz")
        try:
            read(text, gathering)
            found = gathering.imported("fuzz", "none", date(2026, 11, 21))
        except CatalogueError:
            continue
        places = [(each.host, each.path) for each in found.kept.rules]
        places += [(each.host, each.path) for each in found.kept.exceptions]
        for host, path in places:
            assert is_host(host)
            assert is_path(path)
            assert host or path


def _disconnect(text: str, into: Gathering) -> None:
    read_disconnect(text, "fuzz", ("Email",), into)


def _hold(looked: Looked, text: str) -> None:
    for leak in looked.leaks:
        assert 0 <= leak.start <= leak.end <= len(text), leak
        assert leak.form
    for each in looked.decoded:
        assert each.text
        assert len(each.text) <= 2000
