"""Suricata's rules, as text; tests/endtoend/test_block_detection.py runs them."""

import re
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from tests.recipient.rule_samples import ADDRESS, ALL, EXACT, HEADING, HOSTILE, OPEN_HOST, SHARED_PATH, WEAK

from backstamp.recipient.block.detection.suricata import FORMAT, content

RULES = FORMAT.render([*ALL, *HOSTILE], HEADING)


def test_every_line_is_a_rule_or_a_comment():
    rule = r'alert (dns|tls|http) \$HOME_NET any -> any any \(msg:"[^";:\\]*"; .*; sid:1[5-9]\d{5}; rev:1;\)'
    assert all(re.fullmatch(rule + "|#.*|", line) for line in RULES.splitlines())


def test_no_number_is_used_twice():
    numbers = re.findall(r"sid:(\d+)", RULES)
    assert len(set(numbers)) == len(numbers)


def test_a_name_is_looked_for_in_look_ups_tls_and_plain_requests():
    lines = [line for line in FORMAT.render([OPEN_HOST], HEADING).splitlines() if line.startswith("alert")]
    assert [re.findall(r"dns\.query|tls\.sni|http\.host", line) for line in lines] == [
        ["dns.query"],
        ["tls.sni"],
        ["http.host"],
    ]
    assert all('dotprefix; content:".px.beaconia.example";' in line for line in lines)


def test_a_name_alone_is_compared_as_a_whole():
    assert "dotprefix" not in FORMAT.render([replace(OPEN_HOST, below=False)], HEADING)


def test_an_address_has_no_look_up():
    assert "dns.query" not in FORMAT.render([ADDRESS], HEADING)


def test_a_path_is_looked_for_in_plain_requests_only():
    rules = FORMAT.render([EXACT], HEADING)
    assert 'http.uri; content:"/a/"; startswith; content:"/pixel.gif"; distance:0; endswith;' in rules
    assert "tls" not in rules


def test_a_path_with_escapes_is_compared_undecoded():
    assert "http.uri.raw" in FORMAT.render([replace(SHARED_PATH, path="/a%2Fb")], HEADING)


def test_weak_targets_make_no_rule():
    assert "alert" not in FORMAT.render([WEAK], HEADING)


@given(st.text(alphabet=[chr(code) for code in range(0x21, 0x7F)]))
def test_a_content_means_the_literal(literal):
    written = content(literal)
    assert not set(written) & set('";:\\')
    assert re.sub(r"\|([0-9A-F]{2})\|", lambda found: chr(int(found[1], 16)), written) == literal
