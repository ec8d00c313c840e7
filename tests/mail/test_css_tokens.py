import re
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
import tinycss2  # type: ignore[import-untyped]  # it has no types
from hypothesis import given
from hypothesis import strategies as st

from backstamp.mail.css_tokens import css_tokens, decoded

sheets = st.lists(
    st.sampled_from(
        [
            "url(",
            "url( ",
            "URL(\n",
            "\\75 \\72 \\6C(",
            "\\000075rl(",
            "src(",
            "image-set(",
            "@import ",
            "@media ",
            "a",
            "b:",
            "--x:",
            "'",
            '"',
            "'x'",
            '"y"',
            "(",
            ")",
            "[",
            "]",
            "{",
            "}",
            ";",
            ":",
            ",",
            "/*",
            "*/",
            "/**/",
            "<!--",
            "-->",
            "\\",
            "\\a",
            "\\\n",
            "\n",
            "\r\n",
            "\f",
            " ",
            "1",
            "1e3",
            "+.5",
            "-",
            "--",
            "@",
            "#",
            "#a",
            "é",
            "!important",
            "x.png",
            "https://x.example/a?b=c",
            "\x01",
            "\0",
            "%",
            ".",
        ]
    ),
    max_size=16,
).map("".join)


TOLD = {"url", "string", "ident", "function", "at", "hash"}


def flat(nodes: Iterable[Any]) -> Iterator[tuple[str, str]]:
    """tinycss2's tree as a list in the order of the text: what ours tells apart, with what it says."""
    for node in nodes:
        if node.type == "function":
            yield "function", node.name
            yield from flat(node.arguments)
        elif hasattr(node, "content") and isinstance(node.content, list):
            yield from flat(node.content)
        elif node.type in {"url", "string", "ident"}:
            yield node.type, node.value
        elif node.type == "at-keyword":
            yield "at", node.value
        elif node.type == "hash":
            yield "hash", node.value


def ours(css: str) -> list[tuple[str, str]]:
    tokens = [token for token in css_tokens(css) if token.kind not in {"space", "comment"}]
    return [
        (token.kind, decoded(css[slice(*token.content)], in_string=token.kind == "string"))
        for token in tokens
        if token.kind in TOLD
    ]


@given(sheets)
def test_the_tokens_join_to_the_text(css):
    tokens = list(css_tokens(css))
    assert "".join(css[slice(*token.span)] for token in tokens) == css
    assert all(token.span.start <= token.content.start <= token.content.end <= token.span.end for token in tokens)


@given(sheets)
def test_urls_names_and_strings_are_those_of_tinycss2(css):
    # In url( tinycss2 reads a backslash before a line break as itself; the standard (4.3.6) says that spoils the URL.
    css = re.sub(r"\\[\n\r\f]", "", css)
    theirs = list(flat(tinycss2.parse_component_value_list(css)))
    assert [(kind, value.replace("\r\n", "\n").replace("\f", "\n")) for kind, value in ours(css)] == theirs


@pytest.mark.parametrize(
    ("css", "tokens"),
    [
        ("url(x)", [("url", "x")]),
        ("url( x )", [("url", "x")]),
        ("url(x", [("url", "x")]),
        ("url()", [("url", "")]),
        ("url(a b)c", [("ident", "c")]),
        ("url(a\\)b)", [("url", "a)b")]),
        ("url(a b\\)c)d", [("ident", "d")]),
        ("url(a'b)c", [("ident", "c")]),
        ("'a\nb", [("ident", "b")]),
        ("'a\\\nb'", [("string", "ab")]),
        ("'a", [("string", "a")]),
        ("'a\\'", [("string", "a'")]),
        ("'a\\", [("string", "a")]),
        ("1url(x)", [("ident", "x")]),
        ("\\75 \\72 \\6C(x)", [("url", "x")]),
        ("\\000075\\000072\\00006C(x)", [("url", "x")]),
        ("a\\0 \\d800 \\110000 b", [("ident", "a\ufffd\ufffd\ufffdb")]),
        ("#1a @-x --> <!--", [("hash", "1a"), ("at", "-x")]),
        ("/* url(x) */", []),
        ("/* url(x)", []),
    ],
)
def test_tokens_are_cut_as_the_standard_says(css, tokens):
    assert ours(css) == tokens


@pytest.mark.parametrize(
    "hostile",
    [
        "\\" * 1_000_001,
        "url(" * 250_000,
        "url( " * 200_000,
        "'\n" * 500_000,
        "/*" * 500_000,
        "\\61" * 300_000,
        "a" * 1_000_000,
        "url(" + " " * 1_000_000,
        "url(a b" + "\\)" * 500_000,
        "'" + "\\'" * 500_000,
        "-" * 1_000_000,
        "1e" * 500_000,
        '"' * 1_000_001,
    ],
)
def test_hostile_text_is_cut_in_linear_time(hostile):
    assert sum(token.span.end - token.span.start for token in css_tokens(hostile)) == len(hostile)
