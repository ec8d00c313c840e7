import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstamp.mail.charset import Offsets, decode, look
from backstamp.mail.charset_labels import CODECS

BOGUS = [
    None,
    "",
    '"u"tf-8',
    "utf8mb4",
    "unknown-8bit",
    "x-user-defined",
    "cp-850",
    "hex",
    "idna",
    "rot13",
    "punycode",
    "undefined",
    "\x00",
    "ü",
]


@given(st.binary(max_size=60), st.sampled_from([*CODECS, *BOGUS]))
def test_whatever_the_label_the_octets_come_back(octets, label):
    text = decode(octets, label)
    if text is not None:
        assert text.encode(text.text) == octets


@given(st.text(max_size=30), st.sampled_from(["utf-8", "gb18030", "utf-16le"]))
def test_sound_text_is_read_without_doubt(written, label):
    octets = written.encode(label, "ignore")
    text = decode(octets, label)
    assert text is not None
    assert (text.text, text.doubt) == (octets.decode(label), None)


@pytest.mark.parametrize("label", sorted(CODECS))
def test_every_known_label_names_a_codec_that_keeps_ascii_markup(label):
    text = decode("<a>".encode(CODECS[label]), label)
    assert text is not None
    assert text.text == "<a>"


@pytest.mark.parametrize("label", ["utf-7", "UTF-7", "utf-32", "hz-gb-2312", "iso-2022-kr", "ibm037"])
def test_codes_in_which_markup_can_hide_are_refused(label):
    assert decode(b"+ADw-a+AD4-", label) is None


@pytest.mark.parametrize(
    ("octets", "label", "text", "doubt"),
    [
        (b"caf\xe9", "ISO-8859-1", "café", None),
        (b"\x93x\x94", "iso-8859-1", "“x”", None),
        (b"caf\xe9", "us-ascii", "café", "octets above 127 in a part that is called ASCII"),
        (b"caf\xc3\xa9", None, "café", "no character set given; read as UTF-8"),
        (b"caf\xe9", "bogus", "café", "unknown character set 'bogus'; read as windows-1252"),
        (b"caf\xe9", "utf-8", "caf\udce9", "some octets are not utf-8"),
        (b"\xff\xff", "euc-jp", "ÿÿ", "the octets are not euc-jp"),
        (b"plain", "bogus", "plain", None),
    ],
)
def test_fallbacks_are_stated(octets, label, text, doubt):
    read = decode(octets, label)
    assert read is not None
    assert (read.text, read.doubt) == (text, doubt)


def test_damaged_stateful_codes_are_refused():
    assert decode(b"\x1b$B\x30", "iso-2022-jp") is None
    assert decode(b"<\x00a", "utf-16") is None


@pytest.mark.parametrize(
    ("octets", "label", "hinted", "text", "doubt"),
    [
        (b"\xcf", None, "windows-1251", "П", "no character set given outside the text; read as windows-1251"),
        (b"\xcf", "iso-8859-1", "windows-1251", "Ï", None),
        (b"\xcf", "bogus", "windows-1251", "Ï", "unknown character set 'bogus'; read as windows-1252"),
        (b"\xcf", None, "utf-7", "Ï", "no character set given; read as windows-1252"),
        (
            b"\xcf",
            None,
            "utf-8",
            "\udccf",
            "no character set given outside the text; read as utf-8, yet some octets are not utf-8",
        ),
        (b"plain", None, "windows-1251", "plain", None),
        (b"caf\x82", "cp-850", None, "café", None),
        (b"\x82\xa0", "windows-31j", None, "あ", None),
        (b"\xf9", "iso-8859-8-i", None, "ש", None),
        (b"caf\xe9", "unknown-8bit", None, "café", "unknown character set 'unknown-8bit'; read as windows-1252"),
        (b"caf\xe9", "x-user-defined", None, "café", "unknown character set 'x-user-defined'; read as windows-1252"),
        (b"caf\xc3\xa9", "utf8mb4", None, "café", None),
        (b"caf\xc3\xa9", '"utf-8"', None, "café", None),
    ],
)
def test_what_the_text_says_of_itself_counts_where_nothing_else_is_said(octets, label, hinted, text, doubt):
    read = decode(octets, label, hinted)
    assert read is not None
    assert (read.text, read.doubt) == (text, doubt)


@given(st.binary(max_size=60), st.sampled_from([*CODECS, *BOGUS, "utf-7", "hz"]))
def test_whatever_the_label_there_is_something_to_look_at(octets, label):
    text = look(octets, label)
    assert text.encode(text.text) == octets


@given(
    st.text(alphabet="aé\u3042\U0001f600", max_size=700),
    st.sampled_from(["utf-8", "gb18030", "utf-16le", "iso-2022-jp"]),
)
def test_characters_are_found_in_the_octets(written, label):
    octets = written.encode(label, "ignore")
    text = decode(octets, label)
    assert text is not None
    offsets = Offsets(text, octets)
    for place in range(0, len(text.text) + 1, 7):
        encoder = codecs.getincrementalencoder(text.codec)()
        assert offsets.octet(place) == len(encoder.encode(text.text[:place]))
