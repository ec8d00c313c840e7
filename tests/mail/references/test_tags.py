import pytest
import turbohtml
from hypothesis import given
from hypothesis import strategies as st

from backstamp.mail.references.elements import found_in_tag
from backstamp.mail.references.tags import MAX_ATTRIBUTES, read_tag, tag_span
from backstamp.mail.splice import Span

INSIDE = st.text(alphabet="ab=\"'/ \t\n\f<&;:-", max_size=30)


@given(INSIDE)
def test_attributes_are_those_that_the_parser_sees(inside):
    text = f"<x {inside}>"
    span = tag_span(text, 0, len(text))
    found = next(turbohtml.parse(text, source_locations=True).iter_elements("x"), None)
    if found is None or span is None:
        return
    tag = read_tag(text, span)
    assert tag is not None
    assert found.source_location is not None
    assert found.source_location.start_tag is not None
    assert span.end == found.source_location.start_tag.end_offset
    values = {name: " ".join(value) if isinstance(value, list) else value or "" for name, value in found.attrs.items()}
    assert {name: attribute.text for name, attribute in tag.attributes.items() if name != "class"} == values


def test_a_piece_of_a_decoded_value_knows_where_it_was_written():
    text = '<a href="x&amp;y&#47;z">'
    tag = read_tag(text, Span(0, len(text)))
    assert tag is not None
    attribute = tag.attributes["href"]
    assert attribute.text == "x&y/z"
    assert text[slice(*attribute.raw_span(Span(1, 4)))] == "&amp;y&#47;"


def test_the_first_of_a_repeated_attribute_counts():
    text = "<a HREF=1 href=2 hidden>"
    tag = read_tag(text, Span(0, len(text)))
    assert tag is not None
    assert (tag.name, tag.text("href"), tag.text("hidden"), tag.text("none")) == ("a", "1", "", "")
    assert "hidden" in tag.attributes


@pytest.mark.parametrize("text", ["<a href='x", "<a", "a", "< a>"])
def test_what_does_not_end_is_no_tag(text):
    assert tag_span(text, 0, len(text)) is None


def test_only_so_many_attributes_are_read():
    text = "<a " + " ".join(f"x{number}=1" for number in range(MAX_ATTRIBUTES + 9)) + ">"
    tag = read_tag(text, Span(0, len(text)))
    assert tag is not None
    assert len(tag.attributes) == MAX_ATTRIBUTES


def test_where_no_tag_stands_none_is_read():
    assert read_tag("abc", Span(0, 3)) is None


def test_the_pieces_of_a_long_value_are_placed_in_linear_time():
    for between in (", ", "&#44; "):
        text = '<img srcset="' + between.join(f"https://t.example/{number}" for number in range(40_000)) + '">'
        tag = read_tag(text, Span(0, len(text)))
        assert tag is not None
        found = list(found_in_tag(tag, "img"))
        assert len(found) == 40_000
        assert text[slice(*found[-1].span)] == "https://t.example/39999"
