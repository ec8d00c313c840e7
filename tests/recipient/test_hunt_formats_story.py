"""The same day, logged by every program: the same look-ups, but for what a format cannot say."""

from pathlib import Path

import pytest
from tests.recipient import log_writers
from tests.recipient.story import LOOKUPS, NEWEST, PHONE, WANTED, wanted_lookups, without

from backstamp.recipient.hunt.event import Event
from backstamp.recipient.hunt.reading import Log

# What each cannot say. "aliases": no answers are logged, so a branded name stays what it seems.
SILENT: dict[str, tuple[str, ...]] = {
    "bind.log": ("aliases", "addresses", "outcome"),
    "bind_syslog.log": ("aliases", "addresses", "outcome"),
    "unbound.log": ("aliases", "addresses", "port"),
    "unbound_tagged.log": ("aliases", "addresses", "port", "blocked"),
    "dnsmasq.log": ("outcome", "port"),
    "dnsmasq_extra.log": ("outcome",),
    "dnsmasq_journal.json": ("outcome", "port"),
    "pihole.log": ("outcome", "port"),
    "adguard_querylog.json": ("port",),
    "zeek_dns.log": ("blocked",),
    "zeek_dns.json": ("blocked",),
    "windows_american.log": ("aliases", "addresses", "port", "blocked"),
    "windows_german.log": ("aliases", "addresses", "port", "blocked"),
    "windows_japanese.log": ("aliases", "addresses", "port", "blocked"),
    "route53.json": (),
    "cloudflare.json": (),
    "coredns.log": ("aliases", "addresses", "blocked"),
    "powerdns.log": ("aliases", "addresses", "outcome", "blocked"),
}


def _read(path: Path) -> tuple[list[Event], Log]:
    log = Log(path, WANTED, newest=NEWEST)
    return list(log), log


@pytest.mark.parametrize("name", log_writers.TEXTS)
def test_every_format_tells_the_same_story(name):
    silent = SILENT[name]
    events, log = _read(log_writers.FOLDER / name)
    expected = [without(event, *silent) for event in wanted_lookups(aliases="aliases" not in silent)]
    assert [without(event, *silent) for event in events] == expected
    assert log.counts.unparsable == 0
    assert all(event.file.endswith(name) for event in events)


@pytest.mark.parametrize("name", log_writers.TEXTS)
def test_every_event_names_a_line_that_asks(name):
    lines = (log_writers.FOLDER / name).read_text().splitlines()
    events, _ = _read(log_writers.FOLDER / name)
    for event in events:
        line = lines[event.line - 1].lower()
        assert event.host in line or event.host.split(".")[0] in line
        assert event.client in line


@pytest.mark.parametrize("name", log_writers.TEXTS)
def test_the_samples_are_what_the_writers_write(name):
    assert (log_writers.FOLDER / name).read_bytes() == log_writers.TEXTS[name]().encode()


def test_there_are_samples_of_more_than_ten_formats():
    formats = {log.counts.formats[0] for name in log_writers.TEXTS for _, log in [_read(log_writers.FOLDER / name)]}
    assert len(formats) >= 10


def test_a_blocked_name_is_told_as_blocked():
    for name, silent in SILENT.items():
        events, _ = _read(log_writers.FOLDER / name)
        assert [event.host for event in events if event.blocked] == ([] if "blocked" in silent else ["blocked.example"])


def test_dnstap_tells_the_same_story(tmp_path):
    path = tmp_path / "dnstap.fstrm"
    path.write_bytes(log_writers.dnstap())
    events, log = _read(path)
    assert [without(event) for event in events] == wanted_lookups()
    assert log.counts.formats == ["dnstap"]
    assert log.counts.damage == ""


def test_both_databases_of_pihole_tell_the_same_story(tmp_path):
    silent = ("outcome", "port", "addresses", "aliases", "blocked")
    for write in (log_writers.ftl, log_writers.ftl_before_2023):
        path = tmp_path / f"{write.__name__}.db"
        write(path)
        events, log = _read(path)
        assert [without(event, *silent) for event in events] == [without(event, *silent) for event in wanted_lookups()]
        assert log.counts.formats == ["pihole-ftl"]
        assert log.counts.lines == len(LOOKUPS)
        branded = [event for event in events if event.client == PHONE]
        assert all(event.aliases == ("shop.tracker.example",) and event.blocked for event in branded)


def test_a_database_is_not_written_to(tmp_path):
    path = tmp_path / "pihole-FTL.db"
    log_writers.ftl(path)
    before = path.read_bytes()
    _read(path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_every_look_up_is_told_where_nothing_is_looked_for():
    for name in log_writers.TEXTS:
        events = list(Log(log_writers.FOLDER / name, None, newest=NEWEST))
        assert [event.host for event in events] == [asked.host for asked in LOOKUPS], name
