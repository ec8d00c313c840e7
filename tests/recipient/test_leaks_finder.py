"""What counts as a leak in real URLs, and what does not."""

import base64
import hashlib
import json
import random
import re
import string
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstamp.mail.parts import part_map
from backstamp.mail.references.message import references
from backstamp.recipient.finding import LeakOf
from backstamp.recipient.leaks.finder import MAX_TEXT, LeakFinder
from backstamp.recipient.leaks.hashes.murmur import murmur3_32
from backstamp.recipient.reader import Reader, reader_of, senders_of

SEEDS = Path(__file__).resolve().parents[3] / "shared" / "seeds"
KNOWN = LeakFinder(Reader(("codemouse92@outlook.com",), ("Jason McDonald",)))
UNKNOWN = LeakFinder(Reader())
ADA = LeakFinder(Reader(("ada.lovelace@example.org",), ("Ada Lovelace",), "20250101.17.ab12@mail.example.com"))


def told(finder: LeakFinder, text: str) -> list[tuple[str, str, str, bool]]:
    return [(leak.what.value, leak.form, leak.value, leak.known) for leak in finder.search(text)]


@pytest.mark.parametrize(("finder", "known"), [(KNOWN, True), (UNKNOWN, False)])
@pytest.mark.parametrize(
    "text",
    [
        "https://link.getmailspring.com/open/BE1B1C1E-9FF0-49EC-A6FA-F81F716D7D99@getmailspring.com?me=fb407742&recipient=Y29kZW1vdXNlOTJAb3V0bG9vay5jb20%3D",
        "https://link.getmailspring.com/open/BE1B1C1E@getmailspring.com?me=fb407742&recipient=Y29kZW1vdXNlOTJAb3V0bG9vay5jb22",
        "https://link.getmailsp= ring.com/open/BE1B1C1E-9FF0-49EC-A6FA-F81F716D7D99@getmailspring.com?me=3Df= b407742&recipient=3DY29kZW1vdXNlOTJAb3V0bG9vay5jb20%3D",
        "https://link.getmailspring.com/open?me=3Dfb407742&recipient=3DY29kZW1vdXNlOTJAb3V0=\r\nbG9vay5jb20%3D",
        "Y29kZW1vdXNlOTJAb3V0bG9vay5jb22",
    ],
)
def test_the_one_way_hash_that_is_plain_base64(finder, known, text):
    assert told(finder, text) == [("address", "base64", "codemouse92@outlook.com", known)]
    decoded = finder.decoded(text)
    assert [(each.form, each.text) for each in decoded] == [("base64", "codemouse92@outlook.com")]


def test_the_seed_on_read_receipts():
    if not SEEDS.is_dir():
        pytest.skip("the seeds are not on this machine")
    text = "".join(path.read_text("utf-8") for path in SEEDS.glob("*.txt"))
    urls = [url for url in re.findall(r"https?://\S+", text) if "recipient=" in url]
    assert urls
    for url in urls:
        assert told(UNKNOWN, url) == [("address", "base64", "codemouse92@outlook.com", False)]


def test_the_place_is_that_of_the_token():
    url = "https://t.example.net/o?c=%41&r=Y29kZW1vdXNlOTJAb3V0bG9vay5jb20%3D&k=1"
    leak = KNOWN.search(url)[0]
    assert url[leak.start : leak.end].startswith("Y29kZW1vdXNlOTJAb3V0bG9vay5jb20")
    plain = "https://t.example.net/o?c=%41&r=codemouse92%40outlook.com&k=1"
    leak = KNOWN.search(plain)[0]
    assert plain[leak.start : leak.end] == "codemouse92%40outlook.com"


@pytest.mark.parametrize(
    ("url", "what", "form"),
    [
        ("https://t.example/o?e=ADA.LOVELACE@EXAMPLE.ORG", "address", "plain"),
        ("https://t.example/o?e=ada.lovelace%40example.org", "address", "plain"),
        ("https://t.example/o?e=ada.lovelace%2540example.org", "address", "percent"),
        ("https://t.example/o?e=ada.lovelace@example", "address", "plain"),
        ("mailto:bounce-77-ada.lovelace=example.org@lists.example.net", "address", "plain"),
        ("https://t.example/u/ada.lovelace/17", "local-part", "plain"),
        ("https://t.example/o?n=Ada%20Lovelace", "name", "plain"),
        ("https://t.example/o?n=Lovelace,+Ada", "name", "plain"),
        ("https://t.example/o?first=Ada&last=Lovelace", "name", "plain"),
        ("https://t.example/o?m=20250101.17.ab12@mail.example.com", "message-id", "plain"),
        ("https://t.example/o?m=20250101.17.ab12", "message-id", "plain"),
        ("cid:20250101.17.ab12.1@mail.example.com", "message-id", "plain"),
    ],
)
def test_data_in_plain(url, what, form):
    assert (what, form) in {(leak.what.value, leak.form) for leak in ADA.search(url)}


@pytest.mark.parametrize(
    ("reader", "url"),
    [
        ("info@example.org", "https://www.example.com/info/page?utm_source=info"),
        ("mail@example.org", "https://mail.example.com/mail?medium=mail"),
        ("ada@example.org", "https://canada.example.com/adapter/ada-county?q=ada%20lovelace"),
        ("ada@example.org", "https://www.example.com/?e=canada@example.org.example.net"),
        ("anna@example.org", "https://anna.example.com/anna/?q=annapolis"),
        ("codemouse@example.org", "https://www.example.com/decodemouses"),
        ("codemouse@example.org", "https://codemouse.example.com/"),
        ("ada@example.org", "https://t.example/o?u=ada@example.net.invalid"),
        ("grace.hopper@example.org", "mailto:grace.hopper@example.org?subject=hello"),
        ("exmh-users@example.org", "mailto:exmh-users-request@example.org"),
    ],
)
def test_words_are_no_local_parts(reader, url):
    assert [leak for leak in LeakFinder(Reader((reader,))).search(url) if leak.known] == []


@pytest.mark.parametrize(
    ("reader", "url"),
    [
        ("info@example.org", "https://t.example/o?email=info&k=1"),
        ("ada@example.org", "https://t.example/o?user=ada"),
        ("anna@example.org", "https://t.example/o?u=anna&k=1"),
        ("codemouse@example.org", "https://t.example/o/codemouse/1"),
    ],
)
def test_short_and_common_local_parts_count_as_whole_values(reader, url):
    assert [leak.what for leak in LeakFinder(Reader((reader,))).search(url)] == [LeakOf.LOCAL_PART]


@pytest.mark.parametrize(
    "url",
    [
        "https://t.example/open/BE1B1C1E-9FF0-49EC-A6FA-F81F716D7D99@getmailspring.com?me=1",
        "https://t.example/open?id=BE1B1C1E-9FF0-49EC-A6FA-F81F716D7D99@getmailspring.com",
        "https://t.example/open?logo=image@2x.png",
        "https://t.example/ada@example.org/x",
        "https://user@example.org/?q=1",
        "https://t.example/open?next=https://user@example.org/",
        "https://t.example/open?x=noreply@example.com",
        "mailto:grace@example.org?cc=alan@example.org",
        "https://t.example/open?x=grace@nowhere.invalidtld",
        "https://t.example/open?x=news@shop.example.com",
        "data:text/plain;base64,Y29kZW1vdXNlOTJAb3V0bG9vay5jb20=",
    ],
)
def test_what_only_looks_like_a_stranger(url):
    assert LeakFinder(Reader(), ("news@shop.example.com",)).search(url) == ()


@pytest.mark.parametrize("end", ["o?e=grace%40example.org", "o.html#grace@example.org", "?a=1&e=Grace@example.org&k"])
def test_a_stranger_in_a_value_is_told_but_not_as_known(end):
    assert told(UNKNOWN, f"https://t.example/{end}") == [("address", "plain", "grace@example.org", False)]


def test_an_address_of_the_sender_is_nobodys_in_a_coat_too():
    token = base64.urlsafe_b64encode(b"news@shop.example.com").decode()
    assert LeakFinder(Reader(), ("news@shop.example.com",)).search(f"https://t.example/o?u={token}") == ()


def test_json_in_json_in_base64():
    inner = json.dumps({"url": "https://example.com/?e=ada.lovelace@example.org", "id": "77"})
    token = base64.urlsafe_b64encode(json.dumps({"s": "x", "p": inner, "v": 1}).encode()).decode().rstrip("=")
    url = f"https://mandrillapp.com/track/click/30000000/example.com?p={token}"
    assert {(leak.what.value, leak.value) for leak in ADA.search(url)} == {("address", "ada.lovelace@example.org")}
    (decoded,) = ADA.decoded(url)
    assert decoded.text.startswith('{"s": "x"')
    assert decoded.token == token


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("https://t.example/c/eyJjYW1wYWlnbiI6MTcsInVzZXIiOjk5MTJ9", '{"campaign":17,"user":9912}'),
        ("https://t.example/c?x=Y2FtcGFpZ249MTcmdXNlcj05OTEy", "campaign=17&user=9912"),
        ("https://t.example/c/68747470733a2f2f6578616d706c652e6f7267", "https://example.org"),
        ("https://t.example/c?x=bmV3c2xldHRlcg", "newsletter"),
    ],
)
def test_readable_tokens_are_told(url, text):
    assert [each.text for each in UNKNOWN.decoded(url)] == [text]


RANDOM = random.Random(20250101)
SHAPES = {
    "base64url": string.ascii_letters + string.digits + "-_",
    "letters and figures": string.ascii_letters + string.digits,
    "hexadecimal": "0123456789abcdef",
    "base32": "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567",
    "small": string.ascii_lowercase + string.digits,
    "figures": string.digits,
}


@pytest.mark.parametrize("shape", SHAPES)
def test_chance_says_nothing(shape):
    """Random tokens: no leak, and fewer than one in a thousand is taken for readable."""
    leaks = readable = 0
    for _ in range(3000):
        token = "".join(RANDOM.choices(SHAPES[shape], k=RANDOM.choice((8, 10, 12, 16, 22, 27, 32, 36, 40, 43, 64, 80))))
        found = KNOWN.look(f"https://t.example/o?u={token}")
        leaks += len(found.leaks)
        readable += len(found.decoded)
    assert leaks == 0
    assert readable <= 2


@given(st.text(max_size=400))
def test_any_text_is_looked_at(text):
    for finder in (KNOWN, UNKNOWN):
        for leak in finder.look(text).leaks:
            assert 0 <= leak.start <= leak.end <= len(text)


@given(st.binary(max_size=200), st.sampled_from(["base64", "hex", "percent", "base32"]))
def test_any_octets_in_a_coat_are_looked_at(octets, coat):
    token = {
        "base64": base64.b64encode(octets).decode(),
        "hex": octets.hex(),
        "percent": "".join(f"%{octet:02x}" for octet in octets),
        "base32": base64.b32encode(octets).decode(),
    }[coat]
    KNOWN.look(f"https://t.example/o?u={token}")


HOSTILE = {
    "long": "https://t.example/" + "a1B" * 350_000,
    "at signs": "https://t.example/?" + "a@" * 500_000,
    "escapes": "https://t.example/?x=" + "%25" * 350_000,
    "values": "https://t.example/?" + "%41b1C2d3=%42&" * 80_000,
    "json": "https://t.example/?x=" + base64.b64encode(b"[" * 700_000).decode(),
    "quoted-printable": "https://t.example/?x=" + "=3D= " * 200_000,
    "entities": "&#64;" * 200_000,
    "codes": "1," * 500_000,
    "bits": "01" * 500_000,
    "delimiters": "-._~" * 250_000,
    "dots": "https://t.example/?a@" + "a." * 500_000,
    "base32": "https://t.example/" + "A2" * 500_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_looked_at_in_bounded_time(name):
    KNOWN.look("https://t.example/o?u=0123456789abcdef0123456789abcdef")  # its tables are made
    begin = time.process_time()
    KNOWN.look(HOSTILE[name])
    assert time.process_time() - begin < 1  # what it takes is some 20 ms; this is about hanging


def test_bombs_do_not_go_off():
    import gzip
    import zlib

    bomb = gzip.compress(b"\0" * 50_000_000)
    KNOWN.look("https://t.example/?x=" + base64.urlsafe_b64encode(bomb).decode())
    nested = b"codemouse92@outlook.com"
    for _ in range(30):
        nested = zlib.compress(nested)
    KNOWN.look("https://t.example/?x=" + base64.urlsafe_b64encode(nested).decode())


def test_what_is_beyond_the_limit_is_not_looked_at():
    assert KNOWN.search("https://t.example/?x=" + "a" * MAX_TEXT + "&e=codemouse92@outlook.com") == ()


def test_the_newsletters_tell_what_they_are_known_to_tell(corpora):
    """No hash, no name and no local part is read into the URLs of real newsletters; strangers are the only finds."""
    odd = []
    for path in sorted((corpora / "pairs").glob("*.eml")):
        message = path.read_bytes()
        root = part_map(message)
        finder = LeakFinder(reader_of(message, root), senders_of(message, root))
        for reference in references(message, root):
            found = finder.search(reference.url or reference.value)
            odd += [leak for leak in found if leak.what is not LeakOf.MESSAGE_ID]
    assert odd == []


def test_in_phishing_mail_the_address_that_was_left_in_is_found(corpora):
    forms = set()
    for path in sorted((corpora / "phish").glob("*.eml")):
        message = path.read_bytes()
        root = part_map(message)
        finder = LeakFinder(reader_of(message, root), senders_of(message, root))
        for reference in references(message, root):
            for leak in finder.search(reference.url or reference.value):
                if not leak.known:
                    assert leak.value.endswith("@hotmail.com"), (path.name, leak)
                    forms.add(leak.form)
    assert forms >= {"plain", "base64", "hex", "base64(zlib(percent))"}


@pytest.mark.parametrize(
    "url",
    [
        "https://t.example/o?n=Ren%C3%A9e%20Descartes",
        "https://t.example/o?n=Renée Descartes",
        "https://t.example/o?n=descartes.ren%c3%a9e&k=1",
    ],
)
def test_names_beyond_ascii_are_found(url):
    (leak,) = LeakFinder(Reader(("r77@example.org",), ("Renée Descartes",))).search(url)
    assert (leak.what, leak.form, leak.value) == (LeakOf.NAME, "plain", "Renée Descartes")


def test_a_negative_number_is_a_digest_too():
    reader = LeakFinder(Reader(("codemouse92@outlook.com",)))
    number = murmur3_32(b"codemouse92@outlook.com")
    for written in (number, number - (1 << 32)):
        assert [leak.form for leak in reader.search(f"https://t.example/o?h={written}&k=1")] == ["mmh3_32"]


def test_a_digest_may_be_a_host_name():
    digest = hashlib.md5(b"codemouse92@outlook.com").hexdigest()
    assert [leak.form for leak in KNOWN.search(f"https://{digest}.t.example/o.gif")] == ["md5"]


def test_capitals_in_the_readers_own_address_do_not_matter():
    finder = LeakFinder(Reader(("CodeMouse92@Outlook.com",)))
    assert [leak.known for leak in finder.search("https://t.example/?e=codemouse92@outlook.com")] == [True]


def test_half_surrogates_beside_escapes_are_no_obstacle():
    url = "cid:\udce4%41\ud800/r77%40example.org"
    assert [leak.value for leak in LeakFinder(Reader(("r77@example.org",))).search(url)] == ["r77@example.org"]
