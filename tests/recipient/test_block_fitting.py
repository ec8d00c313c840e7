"""What files of rules leave out, and that hostile targets cannot break them."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from tests.recipient.rule_samples import ALL, HEADING, HOSTILE, OPEN_HOST, SHARED_PATH, WEAK

from backstamp.recipient.block.fitting import fitting, opening, vendor_name, well_written
from backstamp.recipient.block.target import Scope


def test_strong_and_weak_targets_are_apart_and_in_a_fixed_order():
    found = fitting(ALL)
    assert found.weak == (WEAK,)
    assert found == fitting(reversed(ALL))
    assert {target.scope for target in found.of(Scope.OPEN)} == {Scope.OPEN}


def test_the_surest_of_doubles_stays():
    doubled = fitting([replace(OPEN_HOST, certainty="weak"), OPEN_HOST])
    assert doubled.strong == (OPEN_HOST,)
    assert not doubled.weak


def test_what_cannot_be_written_is_counted():
    found = fitting(HOSTILE)
    assert len(found.strong) == 3
    assert found.unfit == 4
    assert "cannot say them: 4." in opening(HEADING, found, "left out")


def test_what_a_format_has_no_words_for_is_counted():
    assert fitting([OPEN_HOST, SHARED_PATH], lambda target: not target.path).unfit == 1


@given(st.text(), st.text())
def test_no_written_target_can_end_a_line_or_a_string(host, path):
    target = replace(OPEN_HOST, host=host, path=path)
    if well_written(target):
        assert (host + path).isascii()
        assert (host + path).isprintable()
        assert not set(host + path) & set(' "<>#')


@given(st.text())
def test_the_name_of_a_vendor_is_one_line(vendor):
    name = vendor_name(replace(OPEN_HOST, vendor=vendor))
    assert name
    assert name.isprintable()
    assert len(name) <= 60


def test_a_glob_for_everything_on_a_host_is_the_host():
    found = fitting([replace(SHARED_PATH, path=path) for path in ("/", "/*", "/*$", "*", "*$", "")])
    assert [target.path for target in found.strong] == [""]
    assert fitting([replace(SHARED_PATH, path="/a**")]).strong[0].path == "/a"
