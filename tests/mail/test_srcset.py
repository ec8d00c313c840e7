import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstamp.mail.splice import Span
from backstamp.mail.srcset import listed_urls, srcset_urls

BLANK = " \t\n\f\r"


def by_the_standard(value: str) -> list[tuple[str, int]]:
    """ "Parse a srcset attribute" step by step, one character at a time, as WHATWG HTML writes it."""
    position = 0
    found: list[tuple[str, int]] = []
    while True:
        while position < len(value) and value[position] in BLANK + ",":
            position += 1
        if position >= len(value):
            return found
        start = position
        while position < len(value) and value[position] not in BLANK:
            position += 1
        url = value[start:position]
        if url.endswith(","):
            found.append((url.rstrip(","), start))
            continue
        found.append((url, start))
        state = "in descriptor"
        while position < len(value):
            character = value[position]
            position += 1
            if state == "in parens":
                state = "in descriptor" if character == ")" else state
            elif character == ",":
                break
            elif character == "(":
                state = "in parens"


@given(st.text(alphabet="ab,( )x1\n:", max_size=40))
def test_a_srcset_reads_as_the_standard_says(value):
    found = srcset_urls(value)
    assert [(url, span.start) for url, span in found] == by_the_standard(value)
    assert all(value[slice(*span)] == url for url, span in found)


@pytest.mark.parametrize(
    ("value", "urls"),
    [
        ("a.png 1x, b.png 2x", ["a.png", "b.png"]),
        (",a.png 1x", ["a.png"]),
        (" ,, \n https://x.example/1,2.png 100w,", ["https://x.example/1,2.png"]),
        ("a.png, b.png", ["a.png", "b.png"]),
        ("a.png,b.png", ["a.png,b.png"]),
        ("data:image/gif;base64,R0lGODlh 1x, b.png 2x", ["data:image/gif;base64,R0lGODlh", "b.png"]),
        ("a.png (1x, 2x) 1x, b.png", ["a.png", "b.png"]),
        ("a.png (unclosed, b.png", ["a.png"]),
        ("a.png nonsense, b.png 1x", ["a.png", "b.png"]),
        ("a.png\t1x\r\n,b.png", ["a.png", "b.png"]),
        (" , ,, ", []),
        ("", []),
    ],
)
def test_every_candidate_is_found(value, urls):
    assert [url for url, _ in srcset_urls(value)] == urls


def test_lists_are_cut_at_blanks_and_on_demand_at_commas():
    assert list(listed_urls(" a  b,c\n")) == [("a", Span(1, 2)), ("b,c", Span(4, 7))]
    assert [url for url, _ in listed_urls("a, b,c", commas=True)] == ["a", "b", "c"]


@pytest.mark.parametrize(
    "hostile", ["," * 1_000_000, "a," * 500_000, "a (" * 300_000, "a " * 500_000, "a 1x," * 200_000]
)
def test_a_hostile_srcset_is_read_in_linear_time(hostile):
    assert all(hostile[slice(*span)] == url for url, span in srcset_urls(hostile))
