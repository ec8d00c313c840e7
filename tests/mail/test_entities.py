import itertools
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import justhtml
import pytest
import turbohtml
from hypothesis import given
from hypothesis import strategies as st

from backstamp.mail.entities import decode_attribute, decode_text
from backstamp.mail.splice import Span

pieces = st.lists(
    st.sampled_from(
        [
            "&",
            "&amp",
            "&amp;",
            "&copy=",
            "&notit;",
            "&not",
            "&NotEqualTilde;",
            "&fjlig;",
            "&#",
            "&#x",
            "&#0;",
            "&#x80;",
            "&#128",
            "&#xD800;",
            "&#1114112;",
            "&#99999999999;",
            "&#64",
            "&#X41;",
            "&nosuch;",
            "&frac12",
            "&AMP",
            "&lt",
            "&#13;",
            "=",
            ";",
            "a",
            "1",
            " ",
            "é",
            "\n",
            "x",
            "#",
        ]
    )
    | st.text(alphabet="&#xXamp;ltgnoi019=\n é", max_size=8),
    max_size=12,
).map("".join)


def turbohtml_attribute(raw: str) -> object:
    found = turbohtml.parse(f'<p title="{raw}">').find("p")
    assert found is not None
    return found.attrs["title"]


@given(pieces)
def test_an_attribute_reads_as_turbohtml_and_justhtml_read_it(raw):
    assert decode_attribute(raw).text == turbohtml_attribute(raw)
    # justhtml takes "é" for alphanumeric after a name without semicolon; the standard asks for ASCII alphanumerics.
    raw = raw.replace("é", "e")
    element = justhtml.JustHTML(f'<p title="{raw}">', sanitize=False).query("p")[0]
    assert decode_attribute(raw).text == (element.attrs or {})["title"]


@given(pieces)
def test_text_reads_as_turbohtml_reads_it(raw):
    parsed = turbohtml.parse(f"<title>x{raw}</title>").find("title")
    assert parsed is not None
    assert decode_text(raw).text == parsed.text[1:]


@given(pieces)
def test_every_character_leads_back_to_what_was_written_for_it(raw):
    for decode in (decode_attribute, decode_text):
        decoded = decode(raw)
        places = [decoded.raw(Span(place, place + 1)) for place in range(len(decoded.text))]
        assert all(decode_text(raw[slice(*place)]).text for place in places)
        assert decoded.raw(Span(0, len(decoded.text))) == Span(0, len(raw))
        for first, second in itertools.pairwise(places):
            assert first == second or first.end == second.start
        singles = [
            (place, letter) for place, letter in zip(places, decoded.text, strict=True) if place.end == place.start + 1
        ]
        assert all(raw[place.start] == letter for place, letter in singles)


@given(pieces, st.integers(0, 30), st.integers(0, 30))
def test_a_run_covers_the_characters_in_it(raw, start, length):
    decoded = decode_attribute(raw)
    start = min(start, len(decoded.text))
    end = min(start + length, len(decoded.text))
    span = decoded.raw(Span(start, end))
    if start == end:
        assert span.start == span.end
    else:
        assert span == Span(decoded.raw(Span(start, start + 1)).start, decoded.raw(Span(end - 1, end)).end)


@pytest.mark.parametrize(
    ("raw", "attribute", "text"),
    [
        ("?a=1&copy=2", "?a=1&copy=2", "?a=1©=2"),
        ("&notit;", "&notit;", "¬it;"),
        ("&notin;", "∉", "∉"),
        ("&amp", "&", "&"),
        ("&#x80;&#129;", "€\x81", "€\x81"),
        ("&#0;&#xdfff;&#x110000;&#x10ffff;", "\ufffd\ufffd\ufffd\U0010ffff", "\ufffd\ufffd\ufffd\U0010ffff"),
        ("&#" + "0" * 5000 + "65;", "A", "A"),
        ("&#" + "9" * 5000 + ";", "\ufffd", "\ufffd"),
        ("&amp;amp;", "&amp;", "&amp;"),
        ("a\r\nb\0", "a\r\nb\ufffd", "a\r\nb\0"),
    ],
)
def test_references_are_read_once_by_the_rules_of_their_place(raw, attribute, text):
    assert (decode_attribute(raw).text, decode_text(raw).text) == (attribute, text)


def test_both_characters_of_one_reference_lead_to_all_of_it():
    decoded = decode_attribute("a&NotEqualTilde;b")
    assert decoded.text == "a\u2242\u0338b"
    assert [decoded.raw(Span(*span)) for span in [(1, 2), (2, 3), (2, 4), (1, 3)]] == [
        (1, 16),
        (1, 16),
        (1, 17),
        (1, 16),
    ]


def tokenizer_cases(corpora: Path, names: list[str]) -> Iterator[dict[str, Any]]:
    for name in names:
        for case in json.loads((corpora / "html5lib-tests/tokenizer" / name).read_text())["tests"]:
            if not case.get("doubleEscaped"):
                yield case


def test_all_references_in_attributes_of_html5lib_tests_agree(corpora):
    checked = 0
    for case in tokenizer_cases(corpora, ["entities.test", "test2.test", "test3.test", "test4.test"]):
        match = re.fullmatch(r"<\w+ (\w+)=(['\"])([^'\"]*)\2>", case["input"])
        if match and case["output"] and case["output"][0][0] == "StartTag" and len(case["output"]) == 1:
            assert decode_attribute(match[3]).text == case["output"][0][2][match[1]], case["input"]
            checked += 1
    assert checked > 50


def test_all_references_in_text_of_html5lib_tests_agree(corpora):
    checked = 0
    for case in tokenizer_cases(corpora, ["entities.test", "namedEntities.test", "numericEntities.test"]):
        if all(token[0] == "Character" for token in case["output"]) and "initialStates" not in case:
            assert decode_text(case["input"]).text == "".join(token[1] for token in case["output"]), case["input"]
            checked += 1
    assert checked > 4000


@pytest.mark.parametrize(
    "hostile", ["&" * 1_000_000, "&a" * 500_000, "&#" + "1" * 1_000_000, "&" + "a" * 1_000_000, "&amp;" * 200_000]
)
def test_a_hostile_value_is_read_in_linear_time(hostile):
    decoded = decode_attribute(hostile)
    assert decoded.raw(Span(0, len(decoded.text))) == Span(0, len(hostile))
