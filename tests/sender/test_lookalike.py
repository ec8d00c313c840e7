import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstamp.sender.lookalike import text_domain


@pytest.mark.parametrize(
    ("text", "domain"),
    [
        ("www.example.com", "example.com"),
        ("https://example.com/x", "example.com"),
        (" \n https://news.example.co.uk/x?y ", "example.co.uk"),
        ("HTTPS://WWW.EXAMPLE.COM", "example.com"),
        ("example.com/login", "example.com"),
        ("example.com:8080/x", "example.com"),
        ("EXAMPLE.COM.", "example.com"),
        ("example.com!", "example.com"),
        ("(example.org)", "example.org"),
        ("<https://example.org>", "example.org"),
        ("→\u00a0example.org\u200b", "example.org"),
        ("bücher.de", "xn--bcher-kva.de"),
        ("https://bücher.example/", "xn--bcher-kva.example"),
        ("www.bank.example", "bank.example"),
        ("Bizient.com", "bizient.com"),
        ("https://a.com – more of it", "a.com"),
        ("http://u:p@example.com/", "example.com"),
        ("//example.com/x", "example.com"),
        ("http://192.0.2.1/", "192.0.2.1"),
        ("jane.github.io", "jane.github.io"),
        ("www.setup.py", "setup.py"),
        ("setup.py/x", "setup.py"),
        ("https://example.com/" + "x" * 5000, "example.com"),
    ],
)
def test_a_text_that_is_an_address_claims_its_domain(text, domain):
    assert text_domain(text) == domain


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Read more",
        "Inc.",
        "Acme Inc.",
        "node.js",
        "file.txt",
        "setup.py",
        "README.md",
        "a@example.com",
        "jane.doe@example.com",
        "mailto:a@example.com",
        "www.jane@example.com",
        "v1.2",
        "1.234,56",
        "192.0.2.1",
        "e.g.",
        "U.S.",
        "...",
        "... more",
        "News.com headlines",
        "Visit us at example.com today",
        "co.uk",
        "https://",
        "http://[/a.b",
        "https://localhost/a.b",
        "St. Gallen",
        "and.then/or.else",
    ],
)
def test_other_texts_claim_nothing(text):
    assert text_domain(text) is None


def test_the_public_suffix_list_is_read_only_for_a_text_that_needs_it():
    code = """if True:
        import sys
        from backstamp.sender.lookalike import text_domain
        text_domain("Read more"), text_domain("It ends. Here."), text_domain("Mr. X")
        sys.exit("publicsuffixlist" in sys.modules)
    """
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@given(st.text() | st.text().map("https://".__add__) | st.text().map("www.".__add__))
def test_any_text_is_answered(text):
    domain = text_domain(text)
    assert domain is None or domain == domain.lower()


@pytest.mark.parametrize("piece", ["a.", "www.", "//", "a-", ".", "a.b/"])
def test_hostile_repetition_costs_no_more_than_its_length(piece):
    text_domain(piece * 200_000)
