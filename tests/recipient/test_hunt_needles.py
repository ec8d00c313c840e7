"""Names looked for: whole labels only, however people write them and logs spell them."""

import base64
from datetime import UTC, datetime

from hypothesis import assume, given
from hypothesis import strategies as st
from tests.recipient.story import Asked
from tests.recipient.wire_writer import response

from backstamp.recipient.hunt.finder import Finder
from backstamp.recipient.hunt.formats.told import Spelling
from backstamp.recipient.hunt.needles import Needles
from backstamp.recipient.hunt.spelled import patterns

_LABEL = st.from_regex(r"[a-z0-9]{1,9}", fullmatch=True)
_NAME = st.lists(_LABEL, min_size=2, max_size=4).map(".".join)


def test_a_name_means_itself_and_all_below_it():
    needles = Needles.of(["Tracker.Example.", "*.pixel.example", " ", "bücher.example"])
    assert needles.match("tracker.example") == "tracker.example"
    assert needles.match("a.b.tracker.example") == "tracker.example"
    assert needles.match("notitracker.example") is None
    assert needles.match("tracker.example.org") is None
    assert needles.match("x.pixel.example") == "pixel.example"
    assert needles.match("xn--bcher-kva.example") == "xn--bcher-kva.example"
    assert needles.match("") is None


def test_names_below_others_need_no_search():
    assert Needles.of(["a.tracker.example", "tracker.example", "b.example"]).shortest() == [
        "b.example",
        "tracker.example",
    ]


def test_an_empty_list_finds_nothing():
    assert list(Finder(Needles.of([]), [Spelling.PLAIN]).places(b"tracker.example")) == []


def test_a_shorter_name_is_not_hidden_by_a_longer_one_that_is_none():
    finder = Finder(Needles.of(["x.ample", "ample.org"]), [Spelling.PLAIN])
    assert len(list(finder.places(b" x.ample.org "))) == 1


def test_a_name_behind_an_escape_is_found():
    finder = Finder(Needles.of(["tracker.example"]), [Spelling.PLAIN])
    assert list(finder.places(b"u=http%3a%2f%2ftracker.example%2fp"))


@given(
    _NAME,
    st.sampled_from([b" ", b"(", b".", b"'", b"/", b"\t", b""]),
    st.sampled_from([b" ", b")", b". ", b".'", b":", b"/", b""]),
)
def test_a_name_is_found_between_any_separators(name, before, after):
    finder = Finder(Needles.of([name]), [Spelling.PLAIN])
    assert list(finder.places(before + name.encode() + after))


@given(_NAME, _LABEL)
def test_a_name_inside_another_is_not_found(name, more):
    finder = Finder(Needles.of([name]), [Spelling.PLAIN])
    assert not list(finder.places(f" {name}.{more} ".encode())) or f"{name}.{more}".endswith(f".{name}")
    assert not list(finder.places(f" {name}{more} ".encode())) or name in f"{name}{more}"[1:]


@given(_NAME, st.integers(0, 2), _LABEL)
def test_an_alias_is_found_in_an_answer_in_base64(target, shift, asked):
    """Wherever the alias stands in the message, and with its last label compressed away."""
    last = target.rpartition(".")[2]
    name = f"{asked}{'x' * shift}.{last}"
    assume(target != name)
    look_up = Asked(datetime(2026, 11, 21, tzinfo=UTC), "", 0, name, "A", (target,), ())
    encoded = base64.b64encode(response(look_up, 7)).lower()
    assert any(pattern in encoded for pattern in patterns(Needles.of([target]), [Spelling.BASE64]))


def test_an_alias_below_the_name_asked_for_is_found():
    look_up = Asked(datetime(2026, 11, 21, tzinfo=UTC), "", 0, "tracker.example", "A", ("open.tracker.example",), ())
    found = patterns(Needles.of(["open.tracker.example"]), [Spelling.WIRE])
    assert any(pattern in response(look_up, 7) for pattern in found)
