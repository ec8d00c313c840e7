"""Targets of the catalogue: what may be blocked as a whole, and what by its shape alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.recipient.block_samples import CLICK, CONTENT, OPEN, rule

from backstamp.catalogue.tracker import Serves, TrackerRule
from backstamp.recipient.block.target import Scope, Target
from backstamp.recipient.block.targets import targets_from_catalogue


def whole(rules: list[TrackerRule], host: str) -> Target | None:
    found = [target for target in targets_from_catalogue(rules) if target.host == host and not target.path]
    assert len(found) < 2
    return found[0] if found else None


def scope_of(rules: list[TrackerRule], host: str) -> Scope:
    found = whole(rules, host)
    assert found is not None
    return found.scope


def test_a_host_of_which_everything_serves_opens_is_open_with_all_below() -> None:
    found = whole([rule("emltrk.com", name="litmus", vendor="Litmus")], "emltrk.com")
    assert found == Target("Litmus", "emltrk.com", True, "", Scope.OPEN, frozenset({OPEN}), "certain", "rules litmus")


@pytest.mark.parametrize("other", [CLICK, CONTENT])
@pytest.mark.parametrize("place", ["t.example.com", "a.t.example.com", "example.com"])
def test_a_host_is_shared_when_it_or_one_above_or_below_serves_anything_else(place: str, other: Serves) -> None:
    rules = [rule("t.example.com"), rule(place, "/other", other)]
    assert scope_of(rules, "t.example.com") is Scope.SHARED


def test_what_a_neighbour_serves_does_not_matter() -> None:
    assert scope_of([rule("t.example.com"), rule("www.example.com", "", CLICK)], "t.example.com") is Scope.OPEN


def test_a_weak_rule_is_knowledge_enough_to_spare_a_host() -> None:
    rules = [rule("t.example.com"), rule("t.example.com", "/c/", CLICK, certainty="weak")]
    assert scope_of(rules, "t.example.com") is Scope.SHARED


def test_a_branded_rule_says_nothing_of_any_host() -> None:
    assert scope_of([rule("t.example.com"), rule("", "/wf/click?", CLICK)], "t.example.com") is Scope.OPEN


def test_a_host_of_which_only_some_paths_are_known_is_shared() -> None:
    assert scope_of([rule("api.example.com", "/pixel")], "api.example.com") is Scope.SHARED


def test_a_host_whose_name_says_what_it_is_for_is_open() -> None:
    for host in ("pixel.inbox.example.com", "open.example.com", "beacon2.example.com"):
        assert scope_of([rule(host, "/1.gif")], host) is Scope.OPEN


def test_a_site_with_a_telling_name_is_shared() -> None:
    assert scope_of([rule("pixel.com", "/1.gif")], "pixel.com") is Scope.SHARED


def test_a_host_below_one_that_serves_opens_alone_is_open() -> None:
    assert scope_of([rule("example.com"), rule("a.example.com", "/x")], "a.example.com") is Scope.OPEN


@pytest.mark.parametrize(
    "host", ["google.com", "www.google.com", "mail.google.com", "amazonaws.com", "notifications.googleapis.com"]
)
def test_names_of_giants_are_blocked_by_shape_alone(host: str) -> None:
    found = targets_from_catalogue([rule(host), rule(host, "/email/t/")])
    assert [(target.path, target.scope) for target in found] == [("/email/t/", Scope.SHARED)]


@pytest.mark.parametrize("host", ["com", "co.uk", "s3.amazonaws.com", "herokuapp.com", "github.io"])
def test_a_public_suffix_is_never_a_target_as_a_whole(host: str) -> None:
    assert whole([rule(host)], host) is None


@pytest.mark.parametrize("host", ["bucket.s3.amazonaws.com", "d3k81ch9.cloudfront.net"])
def test_what_a_customer_of_a_giant_has_for_itself_may_be_blocked(host: str) -> None:
    assert scope_of([rule(host)], host) is Scope.OPEN


def test_a_name_below_a_private_public_suffix_is_its_owners() -> None:
    found = whole([rule("mailfoogae.appspot.com", "/t?")], "mailfoogae.appspot.com")
    assert found is not None
    assert found.scope is Scope.SHARED


def test_rules_with_a_path_stay_as_they_are() -> None:
    found = targets_from_catalogue([rule("", "/wf/open?upn=", name="branded"), rule("t.example.com", "/o/*.gif$")])
    assert [(each.host, each.below, each.path, each.scope) for each in found] == [
        ("", False, "/wf/open?upn=", Scope.SHARED),
        ("t.example.com", True, "", Scope.SHARED),
        ("t.example.com", True, "/o/*.gif$", Scope.SHARED),
    ]
    assert found[0].source == "rule branded (a test, 2026-11-21)"


def test_a_host_has_the_strongest_certainty_and_all_vendors_of_its_rules() -> None:
    rules = [
        rule("t.example.com", "/a", certainty="weak", vendor="B"),
        rule("t.example.com", "/b", certainty="probable", vendor="A"),
    ]
    found = whole(rules, "t.example.com")
    assert found is not None
    assert (found.certainty, found.vendor) == ("probable", "A, B")


def test_idns_become_a_labels_and_what_is_no_host_is_left_out() -> None:
    rules = [rule("bücher.example.com"), rule("*.example.com"), rule("a b.example.com"), rule("x" * 64 + ".com")]
    assert [target.host for target in targets_from_catalogue(rules)] == ["xn--bcher-kva.example.com"]


def test_a_rule_for_any_host_and_any_path_is_no_target() -> None:
    assert targets_from_catalogue([rule("")]) == []


def test_control_characters_never_come_through() -> None:
    odd = rule("t.example.com", "/a b\n\x1bü#", vendor="Ven\ndor\x1b", name="na\rme")
    for found in targets_from_catalogue([odd]):
        assert all(text.isprintable() for text in (found.vendor, found.path, found.source))
    assert "/a%20b%0A%1B%C3%BC%23" in {found.path for found in targets_from_catalogue([odd])}


_RULES = st.lists(
    st.builds(
        rule,
        st.text(alphabet="ab.é*-:[]1 ", max_size=12)
        | st.sampled_from(["t.example.com", "example.com", "192.0.2.1", ""]),
        st.text(max_size=8),
        st.sampled_from(list(Serves)),
    ),
    max_size=8,
)


@given(_RULES)
def test_whatever_the_rules_no_host_is_open_that_is_known_to_serve_more(rules: list[TrackerRule]) -> None:
    for found in targets_from_catalogue(rules):
        assert found.host or found.path
        if found.scope is Scope.OPEN and not found.path:
            assert all(each.serves == {OPEN} for each in rules if each.host == found.host)


@given(_RULES)
def test_the_order_of_rules_makes_no_difference(rules: list[TrackerRule]) -> None:
    assert targets_from_catalogue(rules) == targets_from_catalogue(rules[::-1])
