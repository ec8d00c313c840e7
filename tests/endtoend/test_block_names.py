"""Block lists in the programs that they are for: a blocked name does not exist there, and every other name does."""

import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.endtoend.resolvers import EVERYWHERE, SOMEWHERE, ask, bind, dnsmasq, internet, unbound

from backstamp.catalogue.tracker import Serves
from backstamp.catalogue.trackers import load_trackers
from backstamp.recipient.block.format import Heading, Level
from backstamp.recipient.block.registry import load_format
from backstamp.recipient.block.selection import suited
from backstamp.recipient.block.target import Scope, Target
from backstamp.recipient.block.targets import targets_from_catalogue

HEADING = Heading(datetime(2026, 11, 21, 16, 0, tzinfo=UTC), "1.0", 'hosts; "of" a test (\n\t$INCLUDE /etc/passwd')
LONG_LABEL = "l" * 63
NOBODY = "0.0.0.0"  # noqa: S104 - nothing is bound: this is what blocked names lead to


def target(host: str, *, below: bool = True, scope: Scope = Scope.OPEN) -> Target:
    return Target("Vendor", host, below, "", scope, frozenset({Serves.OPEN}), "certain", "a test")


TARGETS = [
    target("open.tracker.example"),
    target("below.open.tracker.example"),
    target("alone.tracker.example", below=False),
    target("xn--bcher-kva.example"),
    target(f"{LONG_LABEL}.{LONG_LABEL}.tracker.example"),
    target("_under-score.tracker.example"),
    target("links.tracker.example", scope=Scope.SHARED),
    target("198.51.100.66", below=False),
    target("2001:db8::1:66", below=False),
]
BLOCKED = [
    "open.tracker.example",
    "a.open.tracker.example",
    "a.b.open.tracker.example",
    "OPEN.tracker.example",
    "xn--bcher-kva.example",
    "www.xn--bcher-kva.example",
    f"{LONG_LABEL}.{LONG_LABEL}.tracker.example",
    "_under-score.tracker.example",
    "links.tracker.example",
]
SPARED = [
    "tracker.example",
    "www.tracker.example",
    "notopen.tracker.example",
    "a.alone.tracker.example",
    "site.example",
]

Run = Callable[[Path, int, Path], AbstractContextManager[int]]


def written(name: str, folder: Path, targets: list[Target] = TARGETS) -> Path:
    made = load_format(name)
    file = folder / f"list-{name}{made.suffix}"
    file.write_text(made.render(targets, HEADING), encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def upstream() -> Iterator[int]:
    with internet() as port:
        yield port


def holds(port: int) -> None:
    """What every program must do with the list."""
    for name in BLOCKED:
        for kind in ("A", "AAAA", "HTTPS"):
            assert ask(port, name, kind) == ("NXDOMAIN", []), f"{name} {kind}"
    for name in SPARED:
        assert ask(port, name) == ("NOERROR", [EVERYWHERE]), name


@pytest.mark.needs("named-checkzone")
def test_bind_accepts_the_policy_zone_under_any_name(tmp_path: Path) -> None:
    zone = written("rpz", tmp_path)
    for name in ("backstamp.rpz", "rpz.a-rather-long-name-of-a-zone.example"):
        done = subprocess.run(["named-checkzone", name, str(zone)], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout
        assert "loaded serial 1795276800" in done.stdout


@pytest.mark.needs("named-checkzone")
def test_a_name_too_long_for_a_zone_is_left_out_and_the_zone_stays_good(tmp_path: Path) -> None:
    longest = ".".join([LONG_LABEL] * 3 + ["l" * 53, "example"])
    zone = written("rpz", tmp_path, [target(longest), target("open.tracker.example")])
    subprocess.run(["named-checkzone", "backstamp.rpz", str(zone)], check=True, capture_output=True)
    assert f"left out, too long for a zone: {longest}" in zone.read_text()


@pytest.mark.needs("named")
def test_bind_denies_blocked_names_and_names_that_lead_to_blocked_addresses(tmp_path: Path, upstream: int) -> None:
    with bind(tmp_path, written("rpz", tmp_path), upstream) as port:
        holds(port)
        assert ask(port, "alone.tracker.example") == ("NXDOMAIN", [])
        assert ask(port, "elsewhere.example") == ("NXDOMAIN", [])


@pytest.mark.needs("named")
def test_without_the_list_bind_finds_every_name(tmp_path: Path, upstream: int) -> None:
    with bind(tmp_path, written("rpz", tmp_path, []), upstream) as port:
        assert ask(port, "open.tracker.example") == ("NOERROR", [EVERYWHERE])
        assert ask(port, "elsewhere.example") == ("NOERROR", [SOMEWHERE])


@pytest.mark.needs("unbound")
def test_unbound_reads_the_same_policy_zone(tmp_path: Path, upstream: int) -> None:
    with unbound(tmp_path, upstream, zone=written("rpz", tmp_path)) as port:
        holds(port)
        assert ask(port, "alone.tracker.example") == ("NXDOMAIN", [])
        assert ask(port, "elsewhere.example") == ("NXDOMAIN", [])


@pytest.mark.needs("unbound", "unbound-checkconf")
def test_unbounds_local_zones_deny_blocked_names(tmp_path: Path, upstream: int) -> None:
    with unbound(tmp_path, upstream, include=written("unbound", tmp_path)) as port:
        holds(port)
        assert ask(port, "alone.tracker.example") == ("NOERROR", [NOBODY])
        assert ask(port, "alone.tracker.example", "AAAA") == ("NOERROR", ["::"])
        assert ask(port, "alone.tracker.example", "HTTPS") == ("NOERROR", [])


@pytest.mark.needs("dnsmasq")
def test_dnsmasq_accepts_the_list_and_denies_blocked_names(tmp_path: Path, upstream: int) -> None:
    settings = written("dnsmasq", tmp_path)
    subprocess.run(["dnsmasq", "--test", f"--conf-file={settings}"], check=True, capture_output=True)
    with dnsmasq(tmp_path, upstream, settings) as port:
        holds(port)
        assert ask(port, "alone.tracker.example") == ("NOERROR", [NOBODY])
        assert ask(port, "alone.tracker.example", "AAAA") == ("NOERROR", ["::"])


@pytest.mark.needs("dnsmasq")
def test_a_program_that_reads_hosts_files_finds_nobody_at_a_blocked_name_alone(tmp_path: Path, upstream: int) -> None:
    settings = tmp_path / "dnsmasq.conf"
    settings.write_text(f"addn-hosts={written('hosts', tmp_path)}\n")
    with dnsmasq(tmp_path, upstream, settings) as port:
        for name in ("open.tracker.example", "alone.tracker.example", "xn--bcher-kva.example"):
            assert ask(port, name) == ("NOERROR", [NOBODY])
            assert ask(port, name, "AAAA") == ("NOERROR", ["::"])
        assert ask(port, "a.open.tracker.example") == ("NOERROR", [EVERYWHERE])


@pytest.mark.needs("unbound-checkconf")
@pytest.mark.parametrize("targets", [[], TARGETS[-2:]], ids=["nothing", "addresses alone"])
def test_lists_without_any_name_are_accepted_too(tmp_path: Path, targets: list[Target]) -> None:
    unbound_file = written("unbound", tmp_path, targets)
    subprocess.run(["unbound-checkconf", str(unbound_file)], check=True, capture_output=True)
    assert "local-" not in unbound_file.read_text()


@pytest.mark.needs("named-checkzone", "unbound-checkconf", "dnsmasq")
def test_the_whole_catalogue_is_accepted_by_every_program(tmp_path: Path) -> None:
    targets = targets_from_catalogue(load_trackers().rules)
    files = {name: written(name, tmp_path, suited(targets, Level.NAME)) for name in ("rpz", "unbound", "dnsmasq")}
    for command in (
        ["named-checkzone", "backstamp.rpz", str(files["rpz"])],
        ["unbound-checkconf", str(files["unbound"])],
        ["dnsmasq", "--test", f"--conf-file={files['dnsmasq']}"],
    ):
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
        assert done.returncode == 0, done.stdout + done.stderr
    assert files["rpz"].read_text().count("CNAME .") > 200
