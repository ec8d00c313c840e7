import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstamp.mail.style_sheet import StyleSheet


def declared(css: str, tag: str, name: str = "", *classes: str) -> dict[str, str]:
    return {one.property: one.value for one in StyleSheet.read([css]).for_element(tag, name, classes)}


@pytest.mark.parametrize(
    "selector",
    [
        "img",
        "IMG",
        "*",
        ".a",
        "#x",
        "img.a",
        ".a.b",
        "img#x.b",
        "p, img",
        "body img",
        "html body .a",
        "* .a",
        ".b.a.a",
        "q,.a , s",
    ],
)
def test_a_selector_that_matches(selector):
    assert declared(selector + "{display:none}", "img", "x", "a", "b") == {"display": "none"}


@pytest.mark.parametrize(
    "selector",
    [
        "p",
        ".c",
        "#y",
        "p.a",
        ".a.c",
        "img:hover",
        "img[width]",
        "div img",
        "p > img",
        "body > img",
        ".a img",
        ".a.b.d",
        "a+img",
        "",
        "body",
        "@media print{img",
        "@media (max-width:1px){img",
        "@media screen and (x){img",
        "@supports (a:b){img",
        "div{img",
    ],
)
def test_a_selector_that_does_not_match_or_cannot_be_judged_from_the_element_alone(selector):
    assert declared(selector + "{display:none}", "img", "x", "a", "b") == {}


@pytest.mark.parametrize("media", ["", "@media screen{", "@media all{", "@media print, only screen{", "@layer x{"])
def test_rules_for_the_screen_count(media):
    assert declared(media + "img{display:none}", "img") == {"display": "none"}


@pytest.mark.parametrize(
    ("css", "width"),
    [
        ("img{width:1px}img{width:2px}", "2px"),
        (".a{width:1px}img{width:2px}", "1px"),
        ("#x{width:1px}img.a.b{width:2px}", "1px"),
        ("*{width:1px !important}#x{width:2px}", "1px"),
        ("img{width:1px!important}.a{width:2px!important}", "2px"),
        ("img{width:1px!important;width:2px}", "1px"),
        (".a{width:1px}img{height:2px}.a{width:3px}", "3px"),
    ],
)
def test_the_stronger_declaration_wins(css, width):
    assert declared(css, "img", "x", "a", "b")["width"] == width


def test_an_empty_sheet_declares_nothing():
    assert StyleSheet().for_element("img", "x", ["a"]) == ()


@given(st.text(alphabet="ab.#*,{}: >;!@\n-", max_size=60), st.lists(st.sampled_from("ab"), max_size=3))
def test_any_sheet_can_be_asked(css, classes):
    for one in StyleSheet.read([css]).for_element("a", "b", classes):
        assert one.property


def test_neither_many_rules_nor_many_classes_make_an_element_dear():
    css = "".join(f".a.c{number}{{width:{number}px}}" for number in range(20_000))
    sheet = StyleSheet.read(
        [css, ".a{" + "width:1px;" * 50_000 + "}", "," * 300_000 + "{a:b}", "body " * 100_000 + "{a:b}"]
    )
    classes = ["a", *(f"c{number}" for number in range(5_000))]
    assert [one.property for _ in range(20) for one in sheet.for_element("img", "", classes)] == ["width"] * 20
