"""What a token proves and what it refuses."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstamp.tokens.token import MAX_LINK, MAX_RECIPIENT, TOKEN_LENGTH, Key, KeyRing, Token

KEY = Key(b"\x01\x02\x03", bytes(range(64)))
OTHER = Key(b"\x0a\x0b\x0c", bytes(range(64, 128)))
RING = KeyRing([KEY])
PIXEL = Token(message=7, recipient=3, link=0)
LINK = Token(message=7, recipient=3, link=2)
DESTINATION = "https://shop.example/spring?a=1&b=2"

tokens = st.builds(
    Token,
    message=st.integers(0, 2**63 - 1),
    recipient=st.integers(0, MAX_RECIPIENT),
    link=st.integers(0, MAX_LINK),
)


@given(token=tokens)
def test_a_sealed_token_opens_to_the_same_numbers(token: Token) -> None:
    destination = DESTINATION if token.link else ""
    text = RING.seal(token, destination)
    assert len(text) == TOKEN_LENGTH
    assert RING.open(text.encode(), link=bool(token.link), destination=destination.encode()) == token


@given(noise=st.binary(max_size=200), link=st.booleans(), destination=st.binary(max_size=50))
def test_noise_is_never_a_token(noise: bytes, link: bool, destination: bytes) -> None:
    assert RING.open(noise, link=link, destination=destination) is None


@given(position=st.integers(0, TOKEN_LENGTH - 1), character=st.integers(0, 255))
def test_a_token_has_exactly_one_spelling(position: int, character: int) -> None:
    text = RING.seal(PIXEL).encode()
    changed = text[:position] + bytes([character]) + text[position + 1 :]
    assert (RING.open(changed, link=False) is not None) is (changed == text)


@pytest.mark.parametrize("spelling", ["standard alphabet", "padding", "newline", "space"])
def test_other_spellings_of_base64_are_refused(spelling: str) -> None:
    ring = KeyRing([Key(b"\xfb\xff\xfe", bytes(64))])
    text = ring.seal(PIXEL)
    assert text.startswith("-__-")
    changed = {
        "standard alphabet": base64.b64encode(base64.urlsafe_b64decode(text)).decode(),
        "padding": text + "=",
        "newline": text + "\n",
        "space": text[:20] + " " + text[20:-1],
    }[spelling]
    assert ring.open(text.encode(), link=False) == PIXEL
    assert ring.open(changed.encode(), link=False) is None


@pytest.mark.parametrize("length", range(TOKEN_LENGTH))
def test_a_truncated_token_is_refused(length: int) -> None:
    assert RING.open(RING.seal(PIXEL).encode()[:length], link=False) is None


def test_a_token_of_another_key_is_refused_even_under_the_same_key_id() -> None:
    same_id = KeyRing([Key(KEY.id, OTHER.secret)])
    assert KeyRing([OTHER]).open(RING.seal(PIXEL).encode(), link=False) is None
    assert same_id.open(RING.seal(PIXEL).encode(), link=False) is None


def test_a_pixel_token_is_no_link_token_and_the_other_way_round() -> None:
    assert RING.open(RING.seal(PIXEL).encode(), link=True) is None
    assert RING.open(RING.seal(LINK, DESTINATION).encode(), link=False) is None


def test_a_link_token_is_bound_to_its_destination() -> None:
    text = RING.seal(LINK, DESTINATION).encode()
    assert RING.open(text, link=True, destination=DESTINATION.encode()) == LINK
    assert RING.open(text, link=True, destination=b"https://elsewhere.example/") is None
    assert RING.open(text, link=True) is None


def test_older_keys_open_and_the_newest_seals() -> None:
    rotated = KeyRing([OTHER, KEY])
    assert rotated.open(RING.seal(PIXEL).encode(), link=False) == PIXEL
    assert KeyRing([OTHER]).open(rotated.seal(PIXEL).encode(), link=False) == PIXEL
    assert RING.open(rotated.seal(PIXEL).encode(), link=False) is None


def test_sealing_is_deterministic_so_that_a_copy_can_be_made_again() -> None:
    assert RING.seal(LINK, DESTINATION) == RING.seal(LINK, DESTINATION)


@pytest.mark.parametrize("token", [Token(-1, 0, 0), Token(2**64, 0, 0), Token(0, 2**32, 0), Token(0, 0, 2**16)])
def test_numbers_out_of_range_cannot_be_sealed(token: Token) -> None:
    with pytest.raises(ValueError, match="out of range"):
        RING.seal(token)


@pytest.mark.parametrize("keys", [[], [Key(b"ab", bytes(64))], [Key(b"abc", bytes(32))]])
def test_a_ring_of_misshapen_keys_is_refused(keys: list[Key]) -> None:
    with pytest.raises(ValueError, match="key"):
        KeyRing(keys)


@given(message=st.integers(0, 2**64 - 1), recipient=st.integers(0, MAX_RECIPIENT))
def test_a_readers_page_opens_to_its_delivery_and_as_nothing_else(message: int, recipient: int) -> None:
    text = RING.seal_reader(message, recipient)
    assert len(text) == TOKEN_LENGTH
    assert RING.open_reader(text.encode()) == Token(message, recipient, 0)
    assert RING.open(text.encode(), link=False) is None
    for destination in (b"", b"backstamp", b"reader's page", b"backstampreader's page"):
        assert RING.open(text.encode(), link=True, destination=destination) is None


@given(token=tokens)
def test_neither_pixel_nor_link_opens_a_readers_page(token: Token) -> None:
    assert RING.open_reader(RING.seal(token, "backstamp" if token.link else "").encode()) is None


@given(noise=st.binary(max_size=200))
def test_noise_opens_no_readers_page(noise: bytes) -> None:
    assert RING.open_reader(noise) is None


@pytest.mark.parametrize(("message", "recipient"), [(-1, 0), (2**64, 0), (0, MAX_RECIPIENT + 1), (0, -1)])
def test_no_readers_page_is_sealed_for_a_number_out_of_range(message: int, recipient: int) -> None:
    with pytest.raises(ValueError, match="out of range"):
        RING.seal_reader(message, recipient)


def test_tokens_of_mail_that_is_out_keep_their_spelling() -> None:
    assert RING.seal(PIXEL) == "AQIDUUCqml0i4bmklPRXsRXCRAdiOgFJHkwl2MLi23-n"
    assert RING.seal(LINK, DESTINATION) == "AQIDP6cPmOP4oqFViRF24DEY4uxpqlhbGSnXD7pCFotS"
