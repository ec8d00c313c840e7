"""Targets as regular expressions: they find what the glob means, and nothing else."""

import json
import re
import subprocess
import time
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.recipient.rule_samples import ADDRESS_6, BRANDED, EXACT, OPEN_HOST, SHARED_PATH, WEAK

from backstamp.catalogue.glob import Glob
from backstamp.recipient.block.url_regex import full_regex, path_regex, pieces, plain_regex, tiny_regex

LETTERS = "aB1/?&=.-_%~+(){}[]^|$'`;:!,@"
PATHS = st.text(alphabet=LETTERS, max_size=12).map(lambda tail: f"/{tail}")
GLOBS = st.builds(
    lambda parts, end: "/" + "*".join(parts) + end,
    st.lists(st.text(alphabet=LETTERS, max_size=4), min_size=1, max_size=4),
    st.sampled_from(["", "$", "*", "*$"]),
)


def outside(path: str) -> bool:
    """Nothing in it that ends a URL in a text."""
    return "'" not in path


@given(GLOBS, PATHS)
def test_a_path_is_found_exactly_where_the_glob_matches(glob, path):
    assume(outside(path) and outside(glob) and ")" not in path)
    assert bool(re.match(path_regex(glob), path)) == Glob.read(glob).matches(path)


@given(GLOBS, st.lists(st.text(alphabet="aB1/=", max_size=4), min_size=5, max_size=5))
def test_what_the_glob_matches_is_found_in_every_dialect(glob, fillings):
    assume(outside(glob))
    literals, _ = pieces(glob)
    path = "".join(
        literal + filling for literal, filling in zip(literals, [*fillings[: len(literals) - 1], ""], strict=True)
    )
    target = replace(SHARED_PATH, path=glob)
    text = f'<img src="https://x.{target.host}{path}">'
    assert Glob.read(glob).matches(path)
    assert re.search(full_regex(target), text)
    assert re.search(full_regex(target, markup=True), text.replace("&", "&amp;"))
    assert re.search(plain_regex(target), text)


@pytest.mark.parametrize("regex", [full_regex, plain_regex])
def test_a_host_is_found_with_those_below_it_and_not_inside_others(regex):
    found = re.compile(regex(OPEN_HOST)).search
    for url in ("//px.beaconia.example/", "http://a.b.px.beaconia.example", "http://u@px.beaconia.example:80/x"):
        assert found(f'"{url}"'), url
    for url in (
        "//apx.beaconia.example/",
        "//px.beaconia.example.org/",
        "//px.beaconia.examples/",
        "//shop.example/px.b",
    ):
        assert not found(f'"{url}"'), url


@pytest.mark.parametrize("regex", [full_regex, plain_regex])
def test_a_host_alone_is_not_found_below_it(regex):
    assert re.search(regex(EXACT), '"https://one.delight.example/a/b/pixel.gif"')
    assert not re.search(regex(EXACT), '"https://two.one.delight.example/a/b/pixel.gif"')
    assert not re.search(regex(EXACT), '"https://one.delight.example/a/b/pixel.gift"')


@pytest.mark.parametrize("regex", [full_regex, plain_regex])
def test_a_path_of_any_host_begins_at_the_first_slash(regex):
    assert re.search(regex(BRANDED), '"http://links.shop.example/wf/open?upn=1"')
    assert not re.search(regex(BRANDED), '"http://links.shop.example/x/wf/open?upn=1"')


def test_an_address_of_version_6_stands_in_brackets():
    assert re.search(full_regex(ADDRESS_6), "http://[2001:db8::7]/x.gif")


def test_a_tiny_picture_is_found_wherever_its_size_stands():
    found = re.compile(tiny_regex(WEAK)).search
    for tag in (
        '<img src="http://ads.example/imp?s=1" width="1">',
        "<IMG HEIGHT = 1px SRC='//ads.example/imp?s=1'>",
        '<img alt="" width=0 src=https://ads.example/imp?s=1&amp;b=2 border=0/>',
    ):
        assert found(tag), tag
    for tag in (
        '<img src="http://ads.example/imp?s=1" width="10">',
        '<a href="http://ads.example/imp?s=1"><img src="/a.gif" width="1"></a>',
        '<img src="http://ads.example/x" width="1"><img src="http://ads.example/imp?s=1">',
    ):
        assert not found(tag), tag


def test_the_plain_dialect_uses_nothing_but_what_is_documented():
    target = replace(SHARED_PATH, path="/a[1]{2}/*/b+c.d$")
    assert not re.search(r"(?<!\\)[\[\]{}+?.^]|\(\?", plain_regex(target))


def test_a_hostile_text_takes_linear_time():
    many = replace(SHARED_PATH, path="/a" + "*a" * 8 + "*b$")
    text = "//mail.delight.example/" + "a" * 100_000
    start = time.perf_counter()
    assert not re.search(full_regex(many), text)
    assert time.perf_counter() - start < 2


JUDGE = """
use strict; use warnings; use JSON::PP;
my $cases = decode_json(join '', <STDIN>);
print encode_json([map { my ($regex, $text) = @$_; $text =~ /$regex/ ? 1 : 0 } @$cases]);
"""
"""Searches for each of a list of expressions in its text."""


@pytest.mark.needs("perl")
def test_perl_finds_what_python_finds():
    globs = ["/a", "/a$", "/a*b", "/a*b$", "*/b", "/a{2}|[b](c)^d+e.f?g=h&i", "/a*b*c$", "/@x~%2F`!,;:-_'"]
    paths = ["/a", "/ab", "/axxb", "/axxbc", "/x/b", "/a{2}|[b](c)^d+e.f?g=h&i", "/abcbc", "/@x~%2F`!,;:-_'z", "/A"]
    targets = [replace(SHARED_PATH, path=glob) for glob in globs] + [OPEN_HOST, BRANDED, EXACT, WEAK, ADDRESS_6]
    hosts = [
        "mail.delight.example",
        "X.Mail.Delight.Example:80",
        "px.beaconia.example",
        "apx.beaconia.example",
        "[2001:db8::7]",
    ]
    texts = [f'<img width=1 src="http://{host}{path}">' for host in hosts for path in paths]
    regexes = [regex(target) for regex in (full_regex, plain_regex, tiny_regex) for target in targets]
    cases = [(regex, text) for regex in regexes for text in texts]
    judged = subprocess.run(
        ["perl", "-e", JUDGE], input=json.dumps(cases), capture_output=True, text=True, check=True, timeout=60
    )
    assert judged.stderr == ""
    assert json.loads(judged.stdout) == [int(re.search(regex, text) is not None) for regex, text in cases]
