"""Files for programs that decide on names; tests/endtoend/test_block_names.py shows them to the programs."""

import re

import pytest
from tests.recipient.block_samples import CLICK, HEADING, OPEN, target

from backstamp.catalogue.trackers import load_trackers
from backstamp.recipient.block.format import Level
from backstamp.recipient.block.registry import load_format
from backstamp.recipient.block.selection import suited
from backstamp.recipient.block.target import Scope
from backstamp.recipient.block.targets import targets_from_catalogue

TARGETS = [
    target("o.example.com"),
    target("alone.example.com", below=False),
    target("m.example.com", "", OPEN, CLICK, scope=Scope.SHARED),
    target("192.0.2.7", below=False),
    target("2001:db8::7", below=False),
]
OPEN_TITLE = "These hosts serve nothing but opens, as far as is known: blocking them breaks nothing."
SHARED_TITLE = "These hosts also carry links or content: BLOCKING THEM BREAKS MAIL."
MADE = "Made by Backstamp 1.0 on 2026-11-21 at 16:00 UTC."


def lines(name: str) -> list[str]:
    return load_format(name).render(TARGETS, HEADING).splitlines()


def test_rpz() -> None:
    assert lines("rpz") == [
        f"; {MADE}",
        "; Hosts of a test.",
        "$TTL 300",
        "@ IN SOA localhost. hostmaster.localhost. 1795276800 3600 600 604800 300",
        "@ IN NS localhost.",
        "",
        f"; {OPEN_TITLE}",
        "alone.example.com CNAME .",
        "o.example.com CNAME .",
        "*.o.example.com CNAME .",
        "; These addresses stood in URLs themselves; here, names that lead to them do not exist any more.",
        "32.7.2.0.192.rpz-ip CNAME .",
        "128.7.zz.db8.2001.rpz-ip CNAME .",
        "",
        f"; {SHARED_TITLE}",
        "m.example.com CNAME .",
        "*.m.example.com CNAME .",
    ]


@pytest.mark.parametrize(
    ("address", "owner"),
    [
        ("2001:db8:1:2:3:4:5:6", "128.6.5.4.3.2.1.db8.2001"),
        ("2001:db8::", "128.zz.db8.2001"),
        ("2001:db8:0:1::9", "128.9.zz.1.0.db8.2001"),
    ],
)
def test_rpz_writes_addresses_backwards(address: str, owner: str) -> None:
    assert f"{owner}.rpz-ip CNAME ." in load_format("rpz").render([target(address)], HEADING)


@pytest.mark.parametrize(
    ("name", "opens", "shared"),
    [
        (
            "unbound",
            [
                '    local-data: "alone.example.com. 300 IN A 0.0.0.0"',
                '    local-data: "alone.example.com. 300 IN AAAA ::"',
                '    local-zone: "o.example.com." always_nxdomain',
            ],
            ['    local-zone: "m.example.com." always_nxdomain'],
        ),
        ("dnsmasq", ["host-record=alone.example.com,0.0.0.0,::", "local=/o.example.com/"], ["local=/m.example.com/"]),
        (
            "hosts",
            ["0.0.0.0 alone.example.com", ":: alone.example.com", "0.0.0.0 o.example.com", ":: o.example.com"],
            ["0.0.0.0 m.example.com", ":: m.example.com"],
        ),
        ("pihole", ["alone.example.com", "||o.example.com^"], ["||m.example.com^"]),
        ("pihole-regex", [r"^alone\.example\.com$", r"(^|\.)o\.example\.com$"], [r"(^|\.)m\.example\.com$"]),
    ],
)
def test_files_of_lines_have_a_section_for_each_scope(name: str, opens: list[str], shared: list[str]) -> None:
    told = lines(name)
    assert told[0] == f"# {MADE}"
    first, second = (next(at for at, line in enumerate(told) if title in line) for title in (OPEN_TITLE, SHARED_TITLE))
    assert told[first + 1 : second - 1] == opens
    assert told[second + 1 :] == shared


def test_a_hosts_file_says_that_it_knows_no_wildcards() -> None:
    assert "names below these hosts are NOT blocked" in "\n".join(lines("hosts"))


def test_expressions_for_pihole_mean_the_host_and_those_below_alone() -> None:
    one, *_ = [line for line in lines("pihole-regex") if "o\\." in line and "m\\." not in line and "alone" not in line]
    assert re.search(one, "o.example.com")
    assert re.search(one, "a.o.example.com")
    assert not re.search(one, "oxexample.com")
    assert not re.search(one, "no.example.com")
    assert not re.search(one, "o.example.com.evil.example")


def test_every_line_of_the_catalogue_for_pihole_is_a_domain_or_one_between_its_marks() -> None:
    made = load_format("pihole").render(suited(targets_from_catalogue(load_trackers().rules), Level.NAME), HEADING)
    found = [line for line in made.splitlines() if line and not line.startswith("#")]
    domain = r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z](?:[a-z0-9-]*[a-z0-9])?"
    assert len(found) > 100
    assert [line for line in found if not re.fullmatch(rf"\|\|{domain}\^|{domain}", line)] == []
