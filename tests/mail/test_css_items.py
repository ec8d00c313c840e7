from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstamp.mail.css_items import css_items
from backstamp.mail.css_tokens import css_tokens, decoded

pieces = st.sampled_from(
    [
        "a",
        "b:",
        "--x:",
        "c:url(u);",
        "url('",
        "image-set(",
        "expression(",
        "attr(",
        "@media ",
        "@import ",
        "print",
        "/*",
        "*/",
        "'",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        ";",
        ":",
        ",",
        " ",
        "\n",
        "\\",
        "!important",
        "url(x)",
        "src=",
        "AlphaImageLoader(",
        "x",
    ]
)
sheets = st.lists(pieces, max_size=20).map("".join)


def items(css: str, *, declarations: bool = False) -> list[tuple[str, str, str, str]]:
    return [
        (item.at_rule, item.property, css[slice(*item.span)].strip(), css[slice(*item.value)].strip())
        for item in css_items(css, declarations=declarations)
    ]


@pytest.mark.parametrize(
    ("css", "found"),
    [
        ("a{b:c;d:e}", [("", "", "a", ""), ("", "b", "b:c", "c"), ("", "d", "d:e", "e")]),
        ("@media x{a:hover{b:c}}", [("@media", "", "@media x", ""), ("", "", "a:hover", ""), ("", "b", "b:c", "c")]),
        ("@import 'x';a{}", [("@import", "", "@import 'x'", ""), ("", "", "a", "")]),
        ("a{--x:{;};b:c}", [("", "", "a", ""), ("", "--x", "--x:{;}", "{;}"), ("", "b", "b:c", "c")]),
        ("a{b:(;});c:d}", [("", "", "a", ""), ("", "b", "b:(;})", "(;})"), ("", "c", "c:d", "d")]),
        ("a{b:c", [("", "", "a", ""), ("", "b", "b:c", "c")]),
        ("a{*b:c;_d:e}", [("", "", "a", ""), ("", "b", "*b:c", "c"), ("", "_d", "_d:e", "e")]),
        ("<!-- a{b:c} -->", [("", "", "a", ""), ("", "b", "b:c", "c")]),
        ("} a{B /**/ : c}", [("", "", "a", ""), ("", "b", "B /**/ : c", "c")]),
        ("a{b{c:d}e:f}", [("", "", "a", ""), ("", "", "b", ""), ("", "c", "c:d", "d"), ("", "e", "e:f", "f")]),
        ("a:b;c{}", [("", "", "a:b", ""), ("", "", "c", "")]),
    ],
)
def test_a_sheet_falls_into_its_items(css, found):
    assert items(css) == found


def test_in_a_style_attribute_declarations_stand_without_a_block():
    assert items("a:b;c : d", declarations=True) == [("", "a", "a:b", "b"), ("", "c", "c : d", "d")]


def test_blocks_say_what_surrounds_them():
    css = "@media print{@supports (a:b){p{c:d}}}@media screen{q{@media (x){e:f}}}r{g:h}"
    blocks = {item.property: item.block for item in css_items(css) if item.property}
    assert (blocks["c"].at_rule, blocks["c"].selector, blocks["c"].media) == ("@supports", "p", "print")
    assert (blocks["e"].at_rule, blocks["e"].selector, blocks["e"].media) == ("@media", "q", "screen and (x)")
    assert [blocks[name].conditional for name in "ceg"] == [True, False, False]


@given(sheets, st.booleans())
def test_items_follow_one_another_and_hold_their_urls(css, declarations):
    found = list(css_items(css, declarations=declarations))
    for item in found:
        assert 0 <= item.span.start <= item.value.start <= item.value.end <= item.span.end <= len(css)
        assert all(item.span.start <= url.span.start <= url.span.end <= item.span.end for url in item.urls)
    assert all(first.span.end <= second.span.start for first, second in pairwise(found))


@given(sheets, st.booleans())
def test_every_url_token_is_found_in_some_item(css, declarations):
    tokens = [token for token in css_tokens(css) if token.kind == "url"]
    urls = [url for item in css_items(css, declarations=declarations) for url in item.urls]
    assert {(token.content, decoded(css[slice(*token.content)])) for token in tokens} <= {
        (url.span, url.value) for url in urls
    }


@pytest.mark.parametrize(
    "hostile",
    [
        "a{" * 300_000,
        "(" * 500_000,
        "@media x{" * 60_000,
        "expression(" * 60_000,
        "a{b:url(c)}" * 50_000,
        "}" * 500_000,
        "@media " + "x" * 500_000 + "{" + "@media y{}" * 50_000,
        "AlphaImageLoader(src=" * 30_000,
        "a:" * 300_000,
        "attr(a " * 100_000,
        "-ms-filter:'" + "AlphaImageLoader(" * 50_000 + "'",
        "@import" * 100_000,
    ],
)
def test_hostile_css_is_read_in_linear_time(hostile):
    for declarations in (False, True):
        assert sum(len(item.urls) for item in css_items(hostile, declarations=declarations)) <= len(hostile)


def test_a_custom_property_behind_a_star_is_no_head_of_a_rule():
    assert [css_item.property for css_item in css_items("a{*--x:{b:c}}")] == ["", "--x"]


def test_a_letter_that_only_looks_like_that_of_a_filter_is_none():
    (item,) = css_items("-ms-filter:'Alpha\N{LATIN SMALL LETTER DOTLESS I}mageLoader(src=x)'", declarations=True)
    assert item.urls == []


PLAIN = ["a", ".b", "#c", "*", ",", ">", " ", "{", "}", "b:c;", "d : e", "f:'g'", "--h:i", "j:rgb(1,2)", ":hover", ";"]


@given(st.lists(st.sampled_from(PLAIN), max_size=20).map("".join), st.booleans())
def test_what_is_plain_is_read_as_it_is_token_by_token(css, declarations):
    with_tokens = css.replace(";", "/**/;").replace("}", "/**/}").replace("{", "/**/{")
    assert _read(css, declarations) == _read(with_tokens, declarations)


def _read(css: str, declarations: bool) -> list[tuple[str, str, str, str]]:
    items = css_items(css, declarations=declarations)
    told = ((css[slice(*item.span)], css[slice(*item.value)], item) for item in items)
    return [
        (
            span.replace("/**/", "").strip(),
            value.replace("/**/", "").strip(),
            item.property,
            item.block.selector.replace("/**/", "").strip(),
        )
        for span, value, item in told
    ]
