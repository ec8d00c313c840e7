import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstamp.mail.references.content_line import content_lines
from backstamp.mail.splice import Span


def test_folded_lines_are_joined_and_their_places_kept():
    text = 'X;ALTREP="https://exam\r\n ple.com";Y=z:va\r\n\tlue\r\nnext:1'
    line, following = content_lines(text)
    assert (line.name, line.value, following.value) == ("X", "value", "1")
    address, place = line.parameters["ALTREP"]
    assert address == "https://example.com"
    assert text[slice(*line.span(place))] == "https://exam\r\n ple.com"
    assert text[slice(*line.value_span(Span(0, 2)))] == "va"
    assert text[slice(*line.value_span(Span(1, 3)))] == "a\r\n\tl"
    assert text[slice(*line.value_span(Span(2, 5)))] == "lue"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("item1.URL:x", ("URL", {}, "x")),
        ("photo;ENCODING=b;JPEG:x", ("PHOTO", {"ENCODING": "b"}, "x")),
        ("a;b=c,d:e:f", ("A", {"B": "c,d"}, "e:f")),
        ('a;b=":;":c', ("A", {"B": ":;"}, "c")),
    ],
)
def test_names_parameters_and_values(line, expected):
    (read,) = content_lines(line)
    assert (read.name, {name: value for name, (value, _) in read.parameters.items()}, read.value) == expected


@pytest.mark.parametrize("line", ["no colon", ":x", "a b:c", 'a;b="open:x', ""])
def test_what_is_no_content_line_is_left_out(line):
    assert list(content_lines(line)) == []


@given(st.text(alphabet='aB:;=",\r\n \t.-', max_size=80))
def test_places_hold_the_characters(text):
    for line in content_lines(text):
        written = text[slice(*line.value_span(Span(0, len(line.value))))]
        unfolded = written
        for fold in ("\r\n ", "\r\n\t", "\n ", "\n\t"):
            unfolded = unfolded.replace(fold, "")
        assert unfolded == line.value or "\r" in line.value
