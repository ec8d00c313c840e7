"""What the files of all formats have in common."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.recipient.block_samples import HEADING, target

from backstamp.recipient.block.layout import addresses, heading_lines, is_address, names, one_line, parents, sections
from backstamp.recipient.block.target import Scope

A, B = target("a.example.com"), target("b.example.com")
SHARED = target("0.example.com", scope=Scope.SHARED)


def test_open_hosts_come_first_in_a_fixed_order_and_without_doubles() -> None:
    assert list(sections([SHARED, B, A, B])) == [(Scope.OPEN, [A, B]), (Scope.SHARED, [SHARED])]
    assert list(sections([SHARED])) == [(Scope.SHARED, [SHARED])]
    assert list(sections([])) == []


def test_names_are_whole_hosts_and_one_above_covers_those_below() -> None:
    targets = [A, target("x.a.example.com"), target("192.0.2.1"), target("c.example.com", "/p"), target("", "/p")]
    alone = target("d.example.com", below=False)
    assert names([*targets, alone, target("x.d.example.com")]) == {
        "a.example.com": True,
        "d.example.com": False,
        "x.d.example.com": True,
    }
    assert names([alone, replace(alone, below=True)]) == {"d.example.com": True}


def test_addresses_are_told_apart_from_names() -> None:
    assert addresses([A, target("192.0.2.1"), target("2001:db8::1"), target("192.0.2.2", "/p")]) == [
        "192.0.2.1",
        "2001:db8::1",
    ]
    assert not is_address("1.2.3.example")


def test_parents_are_told_from_the_nearest() -> None:
    assert list(parents("a.b.example")) == ["b.example", "example"]


def test_the_heading_tells_who_when_and_what() -> None:
    assert heading_lines(HEADING) == ["Made by Backstamp 1.0 on 2026-11-21 at 16:00 UTC.", "Hosts of a test."]


@given(st.text())
def test_text_from_anywhere_becomes_one_short_line(text: str) -> None:
    line = one_line(text)
    assert line.isprintable()
    assert len(line) <= 200


@pytest.mark.parametrize("host", ["x\n0.0.0.0 evil", "a;b.example", '"', "2001:db8::1\nevil", ".2001:db8::1", "1.2.3"])
def test_what_is_no_host_stands_in_no_file_of_names_or_addresses(host: str) -> None:
    assert not names([replace(A, host=host)])
    assert not addresses([replace(A, host=host)])
