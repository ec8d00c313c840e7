"""Globs: what they stand for, and that time is linear whatever they are asked."""

import re
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstamp.catalogue.glob import Glob

TEXTS = st.text("ab/*$", max_size=12)


@pytest.mark.parametrize(
    ("glob", "text", "expected"),
    [
        ("/o/", "/o/x", True),
        ("/o/", "/a/o/", False),
        ("/o$", "/o", True),
        ("/o$", "/o/x", False),
        ("*/open", "/a/open?x", True),
        ("/t/*/a", "/t//a", True),
        ("/t/*/a", "/t/a", False),
        ("/a*b$", "/ab-b", True),
        ("/ab*b$", "/ab", False),
        ("/r/?id=*,*,1", "/r/?id=h1,2,1", True),
        ("/Open", "/open", False),
        ("", "/", True),
    ],
)
def test_a_glob_stands_for_what_it_says(glob, text, expected):
    assert Glob.read(glob).matches(text) is expected


@given(TEXTS, TEXTS)
def test_it_agrees_with_the_regular_expression_of_the_same_meaning(glob, text):
    body = ".*".join(map(re.escape, glob.removesuffix("$").split("*")))
    expected = re.compile(body + (r"\Z" if glob.endswith("$") else ""), re.DOTALL).match(text) is not None
    assert Glob.read(glob).matches(text) is expected


@given(TEXTS, TEXTS)
def test_a_whole_glob_covers_the_text_to_its_end(glob, text):
    body = ".*".join(map(re.escape, glob.split("*")))
    assert Glob.whole(glob).matches(text) is (re.fullmatch(body, text, re.DOTALL) is not None)


def test_stars_without_end_do_not_blow_up():
    glob, text = Glob.read("/" + "*a" * 200 + "*b$"), "/" + "a" * 1_000_000
    began = process_time()
    assert not glob.matches(text)
    assert process_time() - began < 1
