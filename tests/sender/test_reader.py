import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstamp.sender.reader import READER_LENGTH, SECRET_LENGTH, Readers, normalised, shown_reader

READERS = Readers(bytes(range(SECRET_LENGTH)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ada@example.org", "Ada@EXAMPLE.org"),
        ("ada@example.org", " ada@example.org.\n"),
        ("ada@example.org", '"ada"@example.org'),
        ('"a b"@example.org', '"a\\ B"@example.org'),
        ("adä@example.org", "ADA\u0308@example.org"),
        ("ada@bücher.example", "ada@xn--bcher-kva.example"),
        ("ada@bücher.example", "ada@BU\u0308CHER.example."),
        ("postmaster", "Postmaster"),
    ],
)
def test_spellings_of_one_address_are_one_reader(one, other):
    assert READERS.reader_of_address(one) == READERS.reader_of_address(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ada@example.org", "adb@example.org"),
        ("ada@example.org", "ada@example.com"),
        ("ada@example.org", "ada+news@example.org"),
        ("straße@straße.example", "straße@strasse.example"),
        ("ada", "ada@ada"),
    ],
)
def test_different_addresses_are_different_readers(one, other):
    assert READERS.reader_of_address(one) != READERS.reader_of_address(other)


def test_another_secret_makes_other_pseudonyms():
    other = Readers(bytes(SECRET_LENGTH))
    assert other.reader_of_address("ada@example.org") != READERS.reader_of_address("ada@example.org")


def test_a_pseudonym_is_hmac_sha256_cut_to_16_octets():
    # RFC 4231 has no case with a key of this length: computed with `openssl mac` over "ada@example.org".
    expected = "c2ca8524eab3e540e13d4e2397be333a"
    assert READERS.reader_of_address("Ada@Example.org").hex() == expected
    assert len(bytes.fromhex(expected)) == READER_LENGTH


def test_a_secret_of_another_length_is_no_secret():
    with pytest.raises(ValueError, match="32 octets"):
        Readers(b"short")


def test_the_secret_is_in_no_repr():
    assert repr(READERS) == "Readers()"


def test_people_see_the_beginning_of_a_pseudonym():
    assert shown_reader(bytes.fromhex("3f2a91c0" + 24 * "0")) == "reader 3f2a-91c0…"


@given(st.text())
def test_whatever_stands_for_an_address_has_one_normal_form(text):
    assert normalised(normalised(text)) == normalised(text) or '"' in text or text != text.strip()
    assert len(READERS.reader_of_address(text)) == READER_LENGTH


@given(st.from_regex(r"[a-zA-Z0-9.+_-]{1,20}@[a-zA-Z0-9-]{1,20}(\.[a-zA-Z]{2,5}){1,3}", fullmatch=True))
def test_case_never_makes_another_reader(address):
    assert READERS.reader_of_address(address.upper()) == READERS.reader_of_address(address.lower())
