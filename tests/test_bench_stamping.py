"""The measuring of stamping: that what is measured is what it is called. No figure is held against a limit here."""

import os
import re
from dataclasses import replace

import lxml.html  # type: ignore[import-untyped]  # it has no types
import pytest
from bench import memory, stamping, stamping_report, timing
from bench.newsletter import ARTICLES, large_message, many_parts, message, newsletter
from bench.part_map import LARGE, Throughput
from bench.run import ROOT
from bench.stamping import ENCODINGS, RING, Stamping, Way

from backstamp import library
from backstamp.mail import transfer
from backstamp.mail.parts import part_map

SECONDS = {Way.ONE_OFF: 1.0, Way.FURTHER: 0.5, Way.LIBRARY: 1.2, Way.LXML: 1.0, Way.SOUP: 8.0, Way.PYTRACKING: 3.0}
MEMORY = tuple(memory.Memory(deed, 100, 300, 290) for deed in ("stamp", "unstamp"))
GOOD = Stamping(
    dict.fromkeys(ENCODINGS, SECONDS), dict.fromkeys(ENCODINGS, 100), MEMORY, (Throughput(LARGE, 200_000_000, 1.0),)
)


def short(found: Stamping) -> list[str]:
    return [verdict.claim for verdict in stamping_report.verdicts(found) if not verdict.met]


def test_the_newsletter_is_what_the_documentation_says() -> None:
    html = newsletter()
    size = len(html.encode())
    assert 55_000 < size < 65_000
    assert (html.count("<a href="), html.count("<img src=")) == (ARTICLES, ARTICLES) == (133, 133)
    elements = sum(1 for _ in lxml.html.document_fromstring(html.encode()).iter())
    assert 8 < elements / size * 1000 < 15
    assert not html.isascii()
    assert html == newsletter()


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_the_message_is_the_newsletter(encoding: str) -> None:
    octets = message(encoding)
    root = part_map(octets)
    body = transfer.decode(octets[root.body.start : root.body.end], root.transfer_encoding)
    assert (root.transfer_encoding, body) == (encoding, newsletter().replace("\n", "\r\n").encode())


def test_a_large_message_is_the_newsletter_and_pictures() -> None:
    octets = large_message(5_000_000)
    assert 4_000_000 < len(octets) <= 5_100_000
    assert [part.content_type for part in part_map(octets).children] == ["text/html", *["image/jpeg"] * 4]
    assert len(part_map(many_parts(50)).children) == 50


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_ours_stamps_every_link_and_the_original_comes_back(encoding: str) -> None:
    ways = stamping.ways(message(encoding))
    for way in (Way.ONE_OFF, Way.FURTHER):
        stamped = ways[way]()
        assert isinstance(stamped, bytes)
        assert library.unstamp(stamped).message == message(encoding)
        assert library.unstamp(stamped).exact
    assert ways[Way.FURTHER]() != ways[Way.FURTHER]()
    result = library.stamp(message(encoding), keys=RING, base_url=stamping.BASE)
    assert (len(result.links), result.pixel) == (133, True)


def test_peers_get_the_newsletter_and_give_one() -> None:
    ways = stamping.ways(message("8bit"))
    for way in (Way.LXML, Way.SOUP, Way.PYTRACKING):
        done = ways[way]()
        text = done.decode() if isinstance(done, bytes) else str(done)
        assert len(re.findall("<a href=", text)) == 133
        assert ("https://t.example/l/" in text) == (way is Way.PYTRACKING)


def test_every_limit_is_met_exactly_at_its_edge_and_missed_behind_it() -> None:
    assert short(GOOD) == []
    slow = dict.fromkeys(ENCODINGS, SECONDS | {Way.ONE_OFF: 1.001})
    assert len(short(replace(GOOD, seconds=slow))) == 4
    assert short(replace(GOOD, memory=(replace(MEMORY[0], traced=301), MEMORY[1]))) == [
        "memory to stamp 25 MB: times its size, at most"
    ]
    assert short(replace(GOOD, throughputs=(Throughput(LARGE, 199_000_000, 1.0),))) == [
        "part map of 25 MB: MB/s, at least"
    ]
    assert [limit["met"] for limit in stamping_report.as_json(GOOD)["limits"]] == [True] * 11


def test_the_documentation_names_every_limit() -> None:
    text = (ROOT / "docs" / "performance.md").read_text(encoding="utf-8")
    for verdict in stamping_report.verdicts(GOOD):
        assert f"| {verdict.claim} {verdict.limit:g} |" in text


def test_memory_is_measured_in_a_process_of_its_own() -> None:
    for found in memory.memory(2_000_000):
        assert found.size <= found.traced < found.resident + found.size * 9
        assert found.times >= 1


def test_each_way_takes_its_turn_in_every_round_on_one_core() -> None:
    turns: list[str] = []
    with timing.one_core():
        assert len(os.sched_getaffinity(0)) == 1
        found = timing.best({"a": lambda: turns.append("a"), "b": lambda: turns.append("b")}, 2)
    assert len(os.sched_getaffinity(0)) >= 1
    assert all(0 < seconds < 1 for seconds in found.values())
    assert re.fullmatch("a+b+a+b+a+b+", "".join(turns))
