"""The register of export formats: every one keeps the rules that all share."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from tests.recipient.block_samples import CLICK, CONTENT, HEADING, OPEN, target

from backstamp.errors import UsageError
from backstamp.recipient.block.format import Level
from backstamp.recipient.block.registry import ROOMS, all_formats, load_format
from backstamp.recipient.block.selection import suited
from backstamp.recipient.block.target import Scope, Target

ODD = "Ven\"dor' (\n\x1b[31m; # ! $INCLUDE \u202e </script> \ud800"
TARGETS = [
    target("o.example.com"),
    target("o.example.com", "/o/*.gif$"),
    target("xn--bcher-kva.example.com", below=False, source="message <a@b>"),
    target("m.example.com", "", OPEN, CLICK, scope=Scope.SHARED),
    target("m.example.com", "/open?u=1&x='\"*,(y)[z]{2}^|\\", scope=Scope.SHARED),
    target("m.example.com", "/c/", CLICK, scope=Scope.SHARED),
    target("c.example.com", "", CONTENT, scope=Scope.SHARED),
    target("", "/wf/open?upn=", scope=Scope.SHARED),
    target("192.0.2.7", below=False),
    target("2001:db8::7", below=False),
    target("w.example.com", "/t/", scope=Scope.SHARED, certainty="weak"),
]
FORMATS = tuple(ROOMS)


def rendered(name: str, targets: Sequence[Target]) -> str:
    made = load_format(name)
    return made.render(suited(targets, made.level), HEADING)


def test_a_format_that_is_not_there_is_wrong_usage_and_the_others_are_named() -> None:
    with pytest.raises(UsageError, match="rpz, unbound, dnsmasq"):
        load_format("bind9")


def test_names_are_the_register_s_and_every_format_explains_itself() -> None:
    assert [each.name for each in all_formats()] == list(FORMATS)
    for each in all_formats():
        assert each.title
        assert each.use.endswith(".")
        assert each.suffix.startswith(".")


@pytest.mark.parametrize("name", FORMATS)
def test_the_order_of_targets_and_doubles_make_no_difference(name: str) -> None:
    assert rendered(name, TARGETS) == rendered(name, [*TARGETS[::-1], *TARGETS])


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_without_targets_is_whole_too(name: str) -> None:
    text = load_format(name).render([], HEADING)
    assert text.endswith("\n")


@pytest.mark.parametrize("name", FORMATS)
def test_text_of_strangers_never_breaks_out_of_its_line(name: str) -> None:
    plain = rendered(name, TARGETS)
    odd = rendered(name, [replace(each, vendor=ODD, source=ODD) for each in TARGETS])
    assert len(odd.splitlines()) == len(plain.splitlines())
    assert "\x1b" not in odd
    assert odd.encode("utf-8", "replace")


@pytest.mark.parametrize("name", [each.name for each in all_formats() if each.level is Level.NAME])
def test_formats_of_names_leave_out_paths_and_hosts_known_by_path_alone(name: str) -> None:
    text = load_format(name).render(TARGETS, HEADING)
    assert "w.example.com" not in text
    assert "/wf" not in text
