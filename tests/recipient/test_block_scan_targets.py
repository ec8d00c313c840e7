"""Targets of a scan: whatever its lines hold, and however they are broken."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.recipient.block_samples import CLICK, CONTENT, OPEN, rule

from backstamp.errors import UsageError
from backstamp.recipient.block.target import Scope, Target
from backstamp.recipient.block.targets import targets_from_scan
from backstamp.recipient.finding import Confidence, FindingKind

Found = tuple[str, str] | tuple[str, str, str]


def line(*findings: Found, message: str = "<one@news.example>") -> str:
    told = [
        {"url": url, "kind": kind, "confidence": rest[0] if rest else "certain", "vendor": None}
        for url, kind, *rest in findings
    ]
    return json.dumps({"path": "one.eml", "message_id": message, "findings": told})


def hosts(*lines: str) -> dict[str, Scope]:
    return {target.host: target.scope for target in targets_from_scan(lines) if not target.path}


def test_a_host_on_which_only_opens_were_found_is_open_and_only_that_name_is_meant() -> None:
    found = targets_from_scan([line(("https://o.news.example/track/open/Zx81kQp2", "open"))])
    source = "message <one@news.example>"
    assert found == [
        Target("", "o.news.example", False, "", Scope.OPEN, frozenset({OPEN}), "certain", source),
        Target("", "o.news.example", False, "/track/open/", Scope.OPEN, frozenset({OPEN}), "certain", source),
    ]


@pytest.mark.parametrize("kind", ["click", "content", "style", "auth", "other", "receipt"])
@pytest.mark.parametrize("confidence", list(Confidence))
def test_anything_else_on_the_host_in_any_message_makes_it_shared(kind: str, confidence: str) -> None:
    first = line(("https://o.news.example/o.gif", "open"))
    second = line(("https://o.news.example/x", kind, confidence), message="<two@news.example>")
    assert hosts(first, second) == hosts(second, first) == {"o.news.example": Scope.SHARED}


def test_names_looked_up_ahead_tell_of_opens() -> None:
    assert hosts(line(("https://p.news.example/", "prefetch"))) == {"p.news.example": Scope.OPEN}


def test_what_is_only_possible_is_no_target() -> None:
    assert targets_from_scan([line(("https://o.news.example/o.gif", "open", "possible"))]) == []


@pytest.mark.parametrize("host", ["news.example", "www.news.example", "shop.co.uk"])
def test_a_sites_own_name_is_shared_for_it_stands_for_more_than_mail(host: str) -> None:
    assert hosts(line((f"https://{host}/o.gif", "open"))) == {host: Scope.SHARED}


def test_what_the_catalogue_knows_of_a_host_counts_too() -> None:
    lines = [line(("https://o.news.example/o.gif", "open"))]
    for host, serves in (("news.example", CLICK), ("o.news.example", CONTENT)):
        assert targets_from_scan(lines, [rule(host, "/x", serves)])[0].scope is Scope.SHARED
    assert targets_from_scan(lines, [rule("o.news.example")])[0].scope is Scope.OPEN


def test_addresses_ports_idns_and_case_are_understood() -> None:
    found = hosts(
        line(
            ("http://192.0.2.7:8080/o.gif", "open"),
            ("http://[2001:db8::1]/o.gif", "open"),
            ("http://0xC0.0.2.8/o.gif", "open"),
            ("HTTPS://O.Bücher.Example:443/o.gif", "open"),
            ("https://o.dot.example./o.gif", "open"),
        )
    )
    assert list(found) == ["192.0.2.7", "192.0.2.8", "2001:db8::1", "o.dot.example", "o.xn--bcher-kva.example"]
    assert set(found.values()) == {Scope.OPEN}


@pytest.mark.parametrize(
    "url",
    [
        "http://10.0.0.5/o.gif",
        "http://192.168.1.1/o.gif",
        "http://127.0.0.1/o.gif",
        "http://[fe80::1]/o.gif",
        "http://[fd00::1]/o.gif",
        "http://intranet/o.gif",
        "http://printer.local/o.gif",
        "https://" + "l" * 64 + ".example/o.gif",
        "https://a!b.example/o.gif",
        "mailto:one@news.example",
        "cid:one@news.example",
        "http://[placeholder]/o.gif",
        "//o.news.example/o.gif",
        "",
    ],
)
def test_a_message_cannot_get_the_readers_own_machines_or_nonsense_blocked(url: str) -> None:
    assert targets_from_scan([line((url, "open"))]) == []


def test_giants_are_never_targets_as_a_whole() -> None:
    found = targets_from_scan([line(("https://storage.googleapis.com/bucket/pixel.gif", "open"))])
    assert [(target.path, target.scope) for target in found] == [("/bucket/pixel.gif", Scope.SHARED)]


def test_the_strongest_confidence_and_the_first_message_are_told() -> None:
    lines = [
        line(("https://o.news.example/o.gif", "open", "probable")),
        line(("https://o.news.example/o.gif", "open", "certain"), message="<two@news.example>"),
    ]
    found = targets_from_scan(lines)
    assert {(target.certainty, target.source) for target in found} == {("certain", "message <one@news.example>")}


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        ("{", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ("1" * 5000, "is not JSON"),
        ("[]", "must be an object"),
        ("{}", "`findings` must be a list"),
        ('{"findings": {}}', "`findings` must be a list"),
        ('{"findings": [1]}', "a finding must be"),
        ('{"findings": [{"url": 1, "kind": "open", "confidence": "certain"}]}', "a finding must be"),
        ('{"findings": [{"url": "", "kind": "opened", "confidence": "certain"}]}', "'opened' is not a valid"),
        ('{"findings": [{"url": "", "kind": ["open"], "confidence": "certain"}]}', "is not a valid"),
        ('{"findings": [{"url": "", "kind": "open"}]}', "'None' is not a valid"),
    ],
)
def test_a_broken_line_is_told_with_its_number(bad: str, says: str) -> None:
    with pytest.raises(UsageError, match=r"^line 3 of the scan") as told:
        targets_from_scan([line(), "\n", bad])
    assert says in told.value.operator
    assert len(told.value.operator) < 400


def test_a_byte_order_mark_and_blank_lines_are_no_fault() -> None:
    assert hosts("\ufeff" + line(("https://o.news.example/o.gif", "open")), " \n") == {"o.news.example": Scope.OPEN}


def test_a_host_with_endless_shapes_keeps_a_limited_number() -> None:
    letters = [chr(97 + one) + chr(97 + two) for one in range(26) for two in range(26)]
    found = targets_from_scan([line(*((f"https://o.news.example/path/{word}", "open") for word in letters))])
    assert 100 < len(found) <= 201


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        found = targets_from_scan(text.split("\n"))
    except UsageError:
        return
    assert found == []


@given(
    st.lists(
        st.tuples(
            st.text(max_size=40) | st.text(max_size=30).map("https://o.news.example/".__add__),
            st.sampled_from([kind.value for kind in FindingKind]),
            st.sampled_from([confidence.value for confidence in Confidence]),
        ),
        max_size=10,
    )
)
def test_any_findings_give_targets_fit_for_any_file(findings: list[Found]) -> None:
    for found in targets_from_scan([line(*findings)]):
        assert found.host
        assert all(text.isprintable() and text.isascii() for text in (found.host, found.path))
