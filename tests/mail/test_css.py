import re
from typing import Any

import pytest
import tinycss2  # type: ignore[import-untyped]  # it has no types
from hypothesis import given
from hypothesis import strategies as st

from backstamp.mail.css import CssUrl, css_declarations, css_rules, css_urls


def told(css: str, *, declarations: bool = False) -> list[tuple[str, str, str]]:
    return [(url.function, url.property, url.value) for url in css_urls(css, declarations=declarations)]


SHEETS = [
    ("a{background:url(u)}", [("url", "background", "u")]),
    ("a{BACKGROUND-image:URL( 'u' )}", [("url", "background-image", "u")]),
    (
        'a{background:url(), url(""), url( "u" )}',
        [("url", "background", ""), ("url", "background", ""), ("url", "background", "u")],
    ),
    ("a{background:\\75 \\72 \\6C (u)}", [("url", "background", "u")]),
    ("a{background:\\000075\\000072\\00006C(u)}", [("url", "background", "u")]),
    ("a{background:url(\\68ttp://x.example/\\61)}", [("url", "background", "http://x.example/a")]),
    ("a{background:u/**/rl(x)}", []),
    ("a{background:url(a b)}", []),
    ("a{background:url('a\nb')}", []),
    ("a{background:url(u", [("url", "background", "u")]),
    ("a{background:url('u", [("url", "background", "u")]),
    ("a{background:url(/*u*/)}", [("url", "background", "/*u*/")]),
    ("a{/*background:url(u)*/}", []),
    ("a{background:url('u' crossorigin(anonymous))}", [("url", "background", "u")]),
    ("a{background:src('u')}", [("src", "background", "u")]),
    ("a{background:image('u', red)}", [("image", "background", "u")]),
    ("a{background:image(ltr 'u')}", [("image", "background", "u")]),
    (
        "a{background:image-set('u' 1x, url(v) 2x type('image/png'))}",
        [("image-set", "background", "u"), ("url", "background", "v")],
    ),
    (
        "a{background:-webkit-image-set('u' 1x, 'v' 2x)}",
        [("image-set", "background", "u"), ("image-set", "background", "v")],
    ),
    ("a{background:cross-fade(url(u) 50%, image('v'))}", [("url", "background", "u"), ("image", "background", "v")]),
    ("a:before{content:url(u) / 'alt'}", [("url", "content", "u")]),
    ("a{cursor:url(u), auto}", [("url", "cursor", "u")]),
    ("a{--x:url(u)}", [("url", "--x", "u")]),
    ("a{--x:{b:url(u);}}", [("url", "--x", "u")]),
    ("a{background:var(--x, url(u))}", [("url", "background", "u")]),
    ("a{content:attr(foo url)}", [("attr", "content", "foo")]),
    ("a{content:attr(foo type(<url>))}", [("attr", "content", "foo")]),
    ("a{content:attr(title)}", []),
    ("a{content:attr(none, url(u))}", [("url", "content", "u")]),
    ("a{behavior:url(u)}", [("behavior", "behavior", "u")]),
    ("a{-moz-binding:url(u#x)}", [("url", "-moz-binding", "u#x")]),
    ("a{width:expression(f('u'))}", [("expression", "width", "f('u')")]),
    ("a{width:expression(f(expression(1)))}", [("expression", "width", "f(expression(1))")]),
    ("a{width:expression(f(", [("expression", "width", "f(")]),
    (
        "a{filter:progid:DXImageTransform.Microsoft.AlphaImageLoader( src='u', sizingMethod='scale')}",
        [("AlphaImageLoader", "filter", "u")],
    ),
    (
        "a{filter:progid:DXImageTransform.Microsoft.AlphaImageLoader(sizingMethod=scale,src=http://x.example/u)}",
        [("AlphaImageLoader", "filter", "http://x.example/u")],
    ),
    ("a{filter:progid:DXImageTransform.Microsoft.ICMFilter(colorSpace='u')}", [("ICMFilter", "filter", "u")]),
    (
        "a{-ms-filter:\"progid:DXImageTransform.Microsoft.AlphaImageLoader(src='u')\"}",
        [("AlphaImageLoader", "-ms-filter", "u")],
    ),
    ("a{filter:url(u#f)}", [("url", "filter", "u#f")]),
    ("@import 'u';", [("@import", "", "u")]),
    ("@import'u'", [("@import", "", "u")]),
    ("@import url(u) print;", [("@import", "", "u")]),
    ("@import url('u') layer(x) supports(a: b) screen", [("@import", "", "u")]),
    ("@IMPORT\\20 'u';", []),
    ("@\\69mport 'u';", [("@import", "", "u")]),
    ("@import src('u');", [("@import", "", "u")]),
    ("@font-face{src:local('l'),url(u) format('woff'),url('v')}", [("url", "src", "u"), ("url", "src", "v")]),
    ("@namespace svg url(u);", [("@namespace", "", "u")]),
    ("@charset 'utf-8';", []),
    ("@media print{a{background:url(u)}}", [("url", "background", "u")]),
    ("@page{background:url(u)}", [("url", "background", "u")]),
    ("@counter-style x{symbols:url(u)}", [("url", "symbols", "u")]),
    ("<!-- a{background:url(u)} -->", [("url", "background", "u")]),
    ("/*# sourceMappingURL=u */", [("sourceMappingURL", "", "u")]),
    ("/*@ sourceMappingURL=u*/a{}", [("sourceMappingURL", "", "u")]),
    ("a{b:'url(u)'}", []),
    ("a[href='url(u)']{b:c}", []),
    ("a{b:c;;}d{e:f}}}g{background:url(u)}", [("url", "background", "u")]),
    ("a{b:]) url(u)}", [("url", "b", "u")]),
    ("a{color:red\nbackground:url(u)}", [("url", "color", "u")]),
    ("\ufeffa{background:url(u)}", [("url", "background", "u")]),
    ("a{background:url(u\\)v)}", [("url", "background", "u)v")]),
    ("a{background:url(javascript:x)}", [("url", "background", "javascript:x")]),
]


@pytest.mark.parametrize(("css", "urls"), SHEETS)
def test_every_way_in_which_a_sheet_names_a_url(css, urls):
    assert told(css) == urls
    for url in css_urls(css):
        written = css[slice(*url.raw_span)]
        assert written == url.value or "\\" in written


@pytest.mark.parametrize(
    ("css", "urls"),
    [
        ("background:url(u)", [("url", "background", "u")]),
        ('color:red;list-style:url( "u" )', [("url", "list-style", "u")]),
        ("background:url(u", [("url", "background", "u")]),
        (
            "background: url() url() url(u);",
            [("url", "background", ""), ("url", "background", ""), ("url", "background", "u")],
        ),
        ("a{background:url(u)}", [("url", "background", "u")]),
        ("color:rgb(1,2,3)", []),
    ],
)
def test_a_style_attribute_needs_no_block(css, urls):
    assert told(css, declarations=True) == urls


def one(css: str) -> CssUrl:
    [url] = css_urls(css)
    return url


def test_a_url_says_for_which_medium_and_element_it_is():
    url = one("@media print { blockquote #x, p > a { background : url( 'u' ) } }")
    assert (url.at_rule, url.selector, url.media) == ("@media", "blockquote #x, p > a", "print")
    assert one("@import url( 'u' ) layer(x) print;").media == "layer(x) print"
    assert one("@import 'u'print;").media == "print"
    assert one("@font-face{src:url(u)}").at_rule == "@font-face"


@pytest.mark.parametrize(
    "css", ["@namespace url(u);", "@namespace x 'u';", "@document url(u){}", "@supports (a:url(u)){}", "a:url(u)"]
)
def test_a_name_or_a_condition_is_not_fetched(css):
    assert not one(css).is_fetched()


@pytest.mark.parametrize("css", ["@import 'u'", "a{b:url(u)}", "@document url-prefix(){a{b:url(u)}}"])
def test_imports_and_declared_urls_are_fetched(css):
    assert one(css).is_fetched()


@pytest.mark.parametrize(
    ("css", "declared"),
    [
        ("display:none", [("display", "none", False)]),
        (" Display : NONE ! important ; x", [("display", "NONE", True)]),
        ("d\\69splay:n\\6fne", [("display", "none", False)]),
        ("width:/*1*/2px", [("width", "2px", False)]),
        ("a:b!importants;c:d", [("a", "b!importants", False), ("c", "d", False)]),
        ("background:url(a;b);c:d", [("background", "url(a;b)", False), ("c", "d", False)]),
        ("--X:y;x:'!important'", [("--X", "y", False), ("x", "'!important'", False)]),
        ("color:;:x;1a:b;", [("color", "", False)]),
        ("", []),
    ],
)
def test_declarations_of_a_style_attribute(css, declared):
    assert [(one.property, one.value, one.important) for one in css_declarations(css)] == declared


plain = st.text(alphabet="ab-1:;! \n.%()'\"\\é/*", max_size=30) | st.sampled_from(
    ["a:b !important;c:d", "--x:1;-a:b;-1:c"]
)


@given(plain)
def test_the_short_way_through_plain_declarations_says_the_same(css):
    short = css_declarations(css)
    whole = css_declarations("/**/" + css)
    assert [(one.property, one.value, one.important) for one in short] == [
        (one.property, one.value, one.important) for one in whole
    ]
    for declared in short:
        [again] = css_declarations(css[slice(*declared.span)])
        assert (again.property, again.value) == (declared.property, declared.value)


def test_rules_hold_what_reaches_elements_and_say_for_what_media():
    css = "a,b{c:d}@media print{e{f:g}}@font-face{src:x}@keyframes k{from{opacity:0}}@supports(x:y){h{i:j}}l{m{n:o}p:q}"
    assert [(rule.selector, rule.media, [one.property for one in rule.declarations]) for rule in css_rules(css)] == [
        ("a,b", "", ["c"]),
        ("e", "print", ["f"]),
        ("l", "", ["p"]),
    ]


values = st.lists(
    st.sampled_from(
        [
            "url(",
            "url('u')",
            "url(v)",
            "\\75rl(w)",
            "src('x')",
            "'s'",
            "red",
            ",",
            " ",
            "/*",
            "*/",
            "(",
            ")",
            "\\",
            "1px",
            "\n",
            '"',
            "a b",
        ]
    ),
    max_size=8,
).map("".join)
sheets = st.lists(
    st.tuples(st.sampled_from(["a{b:", "@media x{a{b:", "@font-face{src:"]), values, st.sampled_from([";", "}", "}}"])),
    max_size=5,
)


def url_values(nodes: list[Any]) -> list[str]:
    """The URLs that tinycss2 finds, wherever they stand: a walk without recursion, in any order."""
    found, waiting = [], list(nodes)
    while waiting:
        node = waiting.pop()
        if node.type == "url":
            found.append(node.value)
        elif node.type == "function":
            inside = [inner for inner in node.arguments if inner.type not in {"whitespace", "comment"}]
            strings = [
                inner for inner in inside if inner.type == "string" or getattr(inner, "kind", "") == "bad-string"
            ]
            if node.lower_name in {"url", "src"}:
                found += [inner.value for inner in strings[:1] if inner.type == "string"]
            waiting += inside
        else:
            waiting += getattr(node, "content", None) or []
    return sorted(found)


@given(sheets)
def test_the_urls_are_those_of_tinycss2(parts):
    css = re.sub(r"\\[\n]", "", "".join("".join(part) for part in parts))
    ours = [url.value for url in css_urls(css) if url.function in {"url", "src"}]
    assert sorted(ours) == url_values(tinycss2.parse_component_value_list(css))


@given(st.text(alphabet="url(src'\"){};:@\\ \n/*-a!", max_size=60))
def test_any_text_is_read_and_spans_lie_in_it(css):
    for declarations in (False, True):
        for url in css_urls(css, declarations=declarations):
            assert 0 <= url.raw_span.start <= url.raw_span.end <= len(css)
    assert all(declared.property for declared in css_declarations(css))
    assert all(rule.selector for rule in css_rules(css))
