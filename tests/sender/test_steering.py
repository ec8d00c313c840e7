import pytest

from backstamp.mail.parts import part_map
from backstamp.sender.modes import Mode
from backstamp.sender.steering import steer

REST = b"Subject: x\r\n\r\nX-Backstamp: off\r\n"


def steered(head: bytes):
    return steer(head + REST, part_map(head + REST))


@pytest.mark.parametrize(
    ("head", "opens", "links"),
    [
        (b"", None, None),
        (b"X-Backstamp: off\r\n", Mode.OFF, Mode.OFF),
        (b"x-backSTAMP:OPENS\r\n", None, Mode.OFF),
        (b"X-Backstamp:\r\n links \r\n", Mode.OFF, None),
        (b"X-Backstamp: opens\r\nX-Backstamp: links\r\n", Mode.OFF, Mode.OFF),
        (b"X-Backstamp: aggregate\r\n", Mode.AGGREGATE, Mode.AGGREGATE),
        (b"X-Backstamp: opens = aggregate, links=off\r\n", Mode.AGGREGATE, Mode.OFF),
        (b"X-Backstamp: opens=individual\r\nX-Backstamp: pseudonymous\r\n", Mode.PSEUDONYMOUS, Mode.PSEUDONYMOUS),
        (b"X-Backstamp: opens, links=individual,\r\n", Mode.OFF, Mode.OFF),
        (b"X-Backstamp: on\r\n", Mode.OFF, Mode.OFF),
        (b"X-Backstamp:\r\n", Mode.OFF, Mode.OFF),
    ],
)
def test_the_header_restricts_and_leaves(head, opens, links):
    steering = steered(head)
    assert (steering.opens, steering.links, steering.message) == (opens, links, REST)


def test_a_refusal_is_given_as_reason():
    assert steered(b"X-Backstamp: off\r\n").reason == "The message asks for it with the header X-Backstamp."
    assert steered(b"X-Backstamp: links\r\n").reason is None


def test_an_unknown_wish_counts_as_off_and_says_so():
    assert (
        steered(b"X-Backstamp: of\r\n").reason
        == "The header X-Backstamp has an unknown value ('of'), which counts as off."
    )


def test_other_fields_keep_their_octets():
    head = b"From me\r\nA:1\r\n\tfolded\r\nX-Backstamp: off\r\nX-Backstamp-Not: 1\r\nX-Backstamp: off\r\nB :2\n"
    assert steered(head).message == b"From me\r\nA:1\r\n\tfolded\r\nX-Backstamp-Not: 1\r\nB :2\n" + REST


@pytest.mark.parametrize(
    ("dkim", "kept"),
    [
        (b"v=1; h=From:X-Backstamp:To; b=x", True),
        (b"v=1; h=from: to :\r\n x-backstamp; b=x", True),
        (b"v=1; h=From:To; b=x-backstamp", False),
        (b"v=1; bh=x-backstamp", False),
    ],
)
def test_a_header_that_a_signature_covers_stays(dkim, kept):
    steering = steered(b"DKIM-Signature: " + dkim + b"\r\nX-Backstamp: off\r\n")
    assert (b"\r\nX-Backstamp: off\r\nSubject" in steering.message) is kept
