"""What the README claims of the golden pairs, read from their octets without the code that stamps."""

import html
import re
from collections.abc import Iterator
from functools import cache
from urllib.parse import unquote

import pytest
from tests.golden.pairs import BASE, HERE, MESSAGE, NAMES, RECIPIENT, RING, Row, expected, options, original, planned
from tests.golden.pairs import rows as readme_rows

from backstamp.mail import transfer
from backstamp.mail.edit import read_text
from backstamp.mail.parts import Part, part_map
from backstamp.sender.modes import Mode
from backstamp.sender.options import Signatures
from backstamp.tokens.token import SHARED, Token

PROBES = {
    "P1": "three links on one line",
    "P2": "an apostrophe in double quotes",
    "P3": "a query without a path, @ and comma in a path",
    "P4": "upper-case tags",
    "P5": "values without quotes",
    "P6": "blanks around the equals sign",
    "P7": "mailto, tel, fragments",
    "P8": "relative links",
    "P9": "style sheets",
    "P10": "links commented out",
    "P11": "Outlook's button and its twin",
    "P12": "placeholders",
    "P13": "a greater-than sign in an attribute",
}
CARE = {
    "dkim": "a DKIM signature that is there already",
    "arc": "an ARC seal",
    "smime": "S/MIME",
    "pgp": "PGP/MIME",
    "pgp-inline": "PGP within the text",
    "trees": "alternatives in related in mixed",
    "embedded": "message/rfc822 and attachments",
    "text-kept": "the text part is kept",
    "digest": "multipart/digest",
    "report": "multipart/report",
    "calendar": "text/calendar",
    "quoted-printable": "soft breaks and =3D",
    "base64": "base64",
    "8bit": "8bit and SMTPUTF8",
    "998": "the limit of 998 octets",
    "charset": "the charset is kept",
    "fragment": "no html, no body",
    "body-ends": "several or upper-case end tags, end tags in comments and scripts",
    "doctype": "the doctype is kept",
    "conditional": "Outlook's conditional comments in step",
    "base": "base href",
    "area": "area, form action, xlink:href",
    "entities": "decoded once, encoded once",
    "schemes": "schemes that are not of the web",
    "url-fragment": "fragments survive",
    "hosts": "IDN, IPv6, users, ports",
    "unencoded": "blanks and brackets",
    "placeholders": "before and after the merge",
    "tracked": "tracked already",
    "unsubscribe": "own unsubscribe links and List-Unsubscribe",
    "one-time": "reset and magic links",
    "2048": "what Outlook follows",
    "visible-text": "text that is a URL",
    "own-domain": "a tracking domain of the sender's own",
    "clipping": "Gmail's clipping at 102 kB",
    "pixel": "a plain image with size and alt, never display:none",
    "plain-text": "URLs in brackets, with punctuation, behind the signature's separator",
    "flowed": "format=flowed, delsp=yes",
    "amp": "text/x-amp-html",
    "replies": "own stamps in quotes, the pixel in front of them",
    "forwards": "likewise",
    "again": "stamped once only",
    "recipients": "one copy for each, nothing else changed",
}
DESTINATIONS = {
    "p_three_on_one_line": ["https://shop.example/1", "https://shop.example/2", "https://shop.example/3"],
    "p_apostrophe": ["https://shop.example/?q=it%27s&x=1", "https://shop.example/?q=%22a%22&x=1"],
    "p_no_path": [
        "https://shop.example/?x=1",
        "https://shop.example/@me,1",
        "https://shop.example/",
        "https://shop.example/a;b=c!(d)*~e",
    ],
    "p_upper_case": ["https://shop.example/Path"],
    "p_unquoted": ["https://shop.example/a/b?c=d&e=f", "https://shop.example/g", "https://shop.example/h/"],
    "p_spaced_equals": ["https://shop.example/1", "https://shop.example/2", "https://shop.example/3"],
    "p_no_web_links": ["https://shop.example/web"],
    "p_relative": ["https://shop.example/sale"],
    "p_style_sheet": ["https://shop.example/"],
    "p_commented_out": ["https://shop.example/new"],
    "p_outlook_twin": [
        "https://shop.example/buy?a=1&b=2",
        "https://shop.example/buy?a=1&b=2",
        "https://shop.example/other",
        "https://shop.example/only-outlook",
    ],
    "p_placeholders": ["https://shop.example/?a[]=1&a[]=2", "https://shop.example/%7Bid%7D"],
    "p_greater_in_title": ["https://shop.example/1", "https://shop.example/2", "https://shop.example/3"],
    "base": [
        "https://shop.example/news/42",
        "https://shop.example/sale?a=1",
        "https://other.example/x",
        "https://shop.example/news/?p=2",
    ],
    "entities": [
        *["https://shop.example/?a=1&b=2"] * 4,
        "https://shop.example/?a=1&amp;b=2",
        "https://shop.example/?a=1&copy=2&lt=3",
        "https://shop.example/7",
        "https://shop.example/?q=%26amp%3B+%2B",
    ],
    "url_fragment": [
        "https://shop.example/terms#section-2",
        "https://shop.example/#!/app?x=1&y=2",
        "https://shop.example/a?b=1#:~:text=sale",
        "https://shop.example/a#b",
    ],
    "url_idn": [
        "https://xn--kln-sna.example/stra%C3%9Fe?q=%C3%A4%20b",
        "https://xn--kln-sna.example/",
        "https://xn--r8jz45g.example/%E3%83%91%E3%82%B9",
    ],
    "url_hosts": [
        "http://[2001:db8::1]:8080/a",
        "http://192.0.2.7/a",
        "https://ben:secret@shop.example/a",
        "https://shop.example/a",
        "https://shop.example:8443/a",
    ],
    "url_dirty": [
        "https://shop.example/a%20b?c=[1]&d={2}|3",
        "https://shop.example/a%20%20b",
        "https://shop.example/a",
        "https://shop.example/b/c",
        "https://shop.example/100%?x=%zz",
    ],
    "plain_text": [
        "https://shop.example/sale/",
        "https://shop.example/a_(b)",
        "https://shop.example/a/very/long/path/that/goes/on?x=1&y=2",
    ],
    "plain_delsp": ["https://shop.example/a-path-that-is-broken/here"],
    "reply_gmail": ["https://shop.example/new"],
    "reply_below": ["https://shop.example/new"],
    "stamped_header_lost": ["https://shop.example/old?a=1&b=2", "https://shop.example/x#frag"],
}
"""Where the stamped links lead, worked out by hand from the URL Standard."""

TOKEN = r"[\w-]{44}"
STAMP = re.compile(rf"(?<!other\.example)/([lo])/({TOKEN})(?:\.gif|\?to=([^\s\"'<>#]*)(#[^\s\"'<>]*)?)")
PIXEL = re.compile(rf'<img src="https://(?!other)[\w./-]*/o/{TOKEN}\.gif" width="1" height="1" alt="">')
NOTICE = re.compile(r'<p class="backstamp-notice"[^>]*>(?:(?!</p>).)*</p>', re.DOTALL)
VALUE = re.compile(rf"([\"']?)https://[\w./-]*/l/{TOKEN}\?to=[^\s\"'<>]*\1")
EARLIER = re.compile(rf"{BASE}/l/{TOKEN}\?to=([^\s\"'<>#]*)")
EARLIER_PIXEL = re.compile(rf'<img src="[^"]*{BASE}/o/{TOKEN}\.gif"[^>]*>')
QUOTE = re.compile(
    r'<blockquote|<div (?:class="(?:gmail_|moz-)|id="(?:appendonsend|mail-editor|\w+yahoo_quoted)|style="border)'
)
PLACES = {"end": r"(?:</?[^>]*>|\s)*\Z", "front": r"", "before quote": QUOTE.pattern}
IN_FRONT = re.compile(r"(?:\s|<title>[^<]*</title>|<[^>]*>)*\Z")

ROWS = readme_rows()
by_row = pytest.mark.parametrize("row", ROWS, ids=[row.name for row in ROWS])
by_name = pytest.mark.parametrize("name", NAMES)


@cache
def texts(message: bytes) -> dict[str, str]:
    """The text parts for reading, decoded."""
    found = {}
    for part in part_map(message).own():
        source = read_text(message, part) if _is_text(part) else ""
        if not isinstance(source, str):
            found[part.number] = source.text
    return found


def stamps(name: str) -> Iterator[tuple[str, Token | None, str, str]]:
    """Every stamp: pixel or link, what its token says, destination and fragment."""
    for text in texts(expected(name)).values():
        for kind, token, query, fragment in STAMP.findall(text):
            leads_to, opened = unquote(query), None
            while opened is None and (kind == "o" or leads_to):
                opened = RING.open(token.encode(), link=kind == "l", destination=leads_to.encode())
                if kind == "o":
                    break
                leads_to = leads_to if opened else leads_to[:-1]  # punctuation behind a URL in plain text
            yield kind, opened, leads_to, html.unescape(fragment)


def ours(name: str, kind: str) -> list[tuple[Token, str]]:
    return [(token, url + fragment) for found, token, url, fragment in stamps(name) if token and found == kind]


def test_every_probe_and_every_care_has_its_message() -> None:
    assert {found for row in ROWS for found in row.ids} == {*PROBES, *CARE}


def test_every_probe_says_what_the_peers_do() -> None:
    for row in ROWS:
        if any(found in PROBES for found in row.ids):
            assert len(row.cells) == 2, row.name
            assert all(row.cells), row.name


def test_what_the_collector_must_do_is_held_by_its_own_tests() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", (HERE / "README.md").read_text(encoding="utf-8"))
    assert len(named) >= 8
    for path, test in named:
        assert f"def {test}(" in (HERE.parents[1] / path).read_text(encoding="utf-8"), test


@by_row
def test_as_many_links_are_stamped_as_claimed(row: Row) -> None:
    assert len(ours(row.name, "l")) == row.links
    assert len(ours(row.name, "o")) == (row.pixel != "none")


@by_name
def test_every_stamp_is_sealed_for_this_recipient_and_none_of_earlier_is_left(name: str) -> None:
    assert all(token for _, token, *_ in stamps(name))
    modes = planned(name).modes
    for kind, mode in (("l", modes.links), ("o", modes.opens)):
        reader = SHARED if mode is Mode.AGGREGATE else RECIPIENT
        assert {(token.message, token.recipient) for token, _ in ours(name, kind)} <= {(MESSAGE, reader)}


@pytest.mark.parametrize("name", DESTINATIONS)
def test_links_lead_where_the_url_standard_says(name: str) -> None:
    assert [url for _, url in ours(name, "l")] == DESTINATIONS[name]


@by_row
def test_the_pixel_stands_where_claimed(row: Row) -> None:
    for text in texts(expected(row.name)).values():
        for pixel in PIXEL.finditer(text):
            assert re.match(PLACES[row.pixel], text[pixel.end() :]), text[pixel.end() :]
            assert row.pixel != "front" or IN_FRONT.match(text[: pixel.start()])


@by_name
def test_the_pixel_is_plain_and_nothing_hides_it(name: str) -> None:
    for number, text in texts(expected(name)).items():
        assert len(PIXEL.findall(text)) == text.count("/o/") - text.count("https://other.example/o/")
        assert text.count("display:none") == texts(original(name))[number].count("display:none")


@by_name
def test_outside_the_stamps_every_character_stays(name: str) -> None:
    before, after = texts(original(name)), texts(expected(name))
    assert before.keys() == after.keys()
    for number, text in after.items():
        assert re.fullmatch(pattern(text), folded(without_earlier(before[number]))), number


@by_name
def test_other_parts_keep_their_octets(name: str) -> None:
    old, new = original(name), expected(name)
    for before, after in zip(part_map(old).walk(), part_map(new).walk(), strict=True):
        assert before.number == after.number
        if not before.children and not _is_text(before):
            assert old[slice(*before.body)] == new[slice(*after.body)]
        if not before.children and not STAMP.search(texts(new).get(after.number, "")):
            octets = transfer.decode(old[slice(*before.body)], before.transfer_encoding)
            same = transfer.decode(new[slice(*after.body)], after.transfer_encoding) == octets
            assert same or without_earlier(texts(old)[before.number]) == texts(new)[after.number]


@by_name
def test_header_fields_keep_their_octets_and_their_order(name: str) -> None:
    before, after = fields(original(name)), fields(expected(name))
    aside = options(name).signatures is not Signatures.LEAVE
    assert len(before) == len(after)
    for old, new in zip(before, after, strict=True):
        assert new == old or (aside and new == b"X-Backstamp-Removed-" + old)


@by_row
def test_what_is_not_stamped_leaves_as_it_came(row: Row) -> None:
    if row.links == 0 and row.pixel == "none" and b"X-Backstamp-Undo" not in expected(row.name):
        covered = b"h=from:to:X-Backstamp" in original(row.name)
        steering = rb"(?mi)^X-Backstamp:.*\r?\n(?:[ \t].*\r?\n)*"
        assert expected(row.name) == (original(row.name) if covered else re.sub(steering, b"", original(row.name)))


@by_name
def test_no_line_grows_beyond_what_smtp_carries(name: str) -> None:
    longest = max(map(len, expected(name).splitlines()))
    assert longest <= max(998, *map(len, original(name).splitlines()))


@by_name
def test_quoted_printable_keeps_to_76_characters(name: str) -> None:
    old, new = original(name), expected(name)
    for before, after in zip(part_map(old).walk(), part_map(new).walk(), strict=True):
        if after.transfer_encoding == "quoted-printable" and not after.children:
            kept = old[slice(*before.body)].splitlines() if before.transfer_encoding == "quoted-printable" else []
            assert all(len(line) <= 76 or line in kept for line in new[slice(*after.body)].splitlines())


@by_name
def test_copies_differ_in_their_tokens_alone(name: str) -> None:
    ready = planned(name)
    one, other = ready.stamp(RING, MESSAGE, RECIPIENT), ready.stamp(RING, MESSAGE, RECIPIENT + 1)
    same = not {Mode.PSEUDONYMOUS, Mode.INDIVIDUAL} & {ready.modes.opens, ready.modes.links}
    stamped = any(kind for kind, *_ in stamps(name)) and ready.untouched is None and (ready.links or ready.pixel)
    assert (one == other) == (same or not stamped)
    tokens = re.compile(rf"/([lor])/{TOKEN}")
    assert [tokens.sub(r"/\1/", text) for text in texts(one).values()] == [
        tokens.sub(r"/\1/", text) for text in texts(other).values()
    ]
    assert part_map(one).header == part_map(other).header
    assert one[slice(*part_map(one).header)] == other[slice(*part_map(other).header)]


def test_an_outlook_button_and_its_twin_count_as_one_link() -> None:
    ordinals = [token.link for token, _ in ours("p_outlook_twin", "l")]
    assert ordinals == [1, 1, 2, 3]


def test_a_line_for_the_reader_and_its_page_stand_where_asked_for() -> None:
    for name in NAMES:
        text = "".join(texts(expected(name)).values())
        assert bool(NOTICE.search(text)) == (options(name).visible or options(name).footer), name
        assert ("/r/Z2xk" in text) == options(name).footer, name


def pattern(text: str) -> str:
    """A stamped text as a regular expression for what it was before, white space folded."""
    pieces, done = [], 0
    plain = folded(PIXEL.sub("", NOTICE.sub("", text)))
    for value in VALUE.finditer(plain):
        inside = r"[^<>]*?" if value[1] == "'" else r"[\"']?[^<>\"]*?[\"']?"
        pieces += [re.escape(plain[done : value.start()]), inside]
        done = value.end()
    return "".join(pieces) + re.escape(plain[done:])


def without_earlier(text: str) -> str:
    """A text without the stamps of an earlier journey."""
    text = EARLIER_PIXEL.sub("", NOTICE.sub("", text))
    entities = "<" in text and "href" in text
    return EARLIER.sub(lambda link: html.escape(unquote(link[1])) if entities else unquote(link[1]), text)


def folded(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def fields(message: bytes) -> list[bytes]:
    root = part_map(message)
    raw = [message[slice(*field.span)] for field in root.fields if field.name != "content-transfer-encoding"]
    return [octets for octets in raw if not octets.lower().startswith((b"x-backstamp:", b"x-backstamp-undo:"))]


def _is_text(part: Part) -> bool:
    return part.content_type in {"text/html", "text/plain"} and not part.children
