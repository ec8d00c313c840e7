"""The measuring of scanning and of memory: that what is measured is what it is called. Nothing is held against a limit."""

import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from bench import flatness, mailbox, scanning, scanning_pass, scanning_report
from bench.flatness import MEGABYTE, Flatness, Peak
from bench.flatness_report import flat_verdict
from bench.run import ROOT
from bench.scanning import Pass, Scanning, Way
from rich.console import Console

from backstamp.recipient.sources.messages import messages

MEMORY = Flatness((Peak(20, 100 * MEGABYTE, 1.0), Peak(200, 150 * MEGABYTE, 10.0)))
CPU = {Way.BACKSTAMP: 4.92, Way.SPAMASSASSIN: 49.2, Way.SOUP: 10.0, Way.LXML: 1.0}


def passes(cpu: float) -> tuple[Pass, ...]:
    return tuple(Pass(492, 7, 2 * cpu * times, cpu * times) for times in (0.5, 1.0, 3.0))


GOOD = Scanning("492 real messages", 11_000_000, (0.5, 1.5), {way: passes(cpu) for way, cpu in CPU.items()}, MEMORY)


def short(found: Scanning) -> list[str]:
    return [verdict.claim for verdict in scanning_report.verdicts(found) if not verdict.met]


def test_a_rate_is_messages_by_processor_time_and_the_median_of_all_passes() -> None:
    assert GOOD.rate(Way.BACKSTAMP) == pytest.approx(100)
    assert GOOD.ratio(Way.SPAMASSASSIN) == pytest.approx(10)
    assert GOOD.ratio(Way.LXML) == pytest.approx(1 / 4.92)


def test_every_limit_is_met_at_its_edge_and_missed_behind_it() -> None:
    assert short(GOOD) == []
    slow = GOOD.passes | {Way.BACKSTAMP: passes(4.93)}
    assert short(replace(GOOD, passes=slow)) == [
        "messages in a second, at least",
        "times as fast as SpamAssassin, at least",
    ]
    grown = Flatness((MEMORY.peaks[0], Peak(200, 151 * MEGABYTE, 10.0)))
    (missed,) = short(replace(GOOD, memory=grown))
    assert missed.startswith("memory to scan")


def test_memory_may_grow_by_a_share_and_a_little_and_never_above_a_bound() -> None:
    assert MEMORY.allowed == 150 * MEGABYTE
    assert MEMORY.share == 1
    assert Flatness((Peak(20, 400 * MEGABYTE, 1.0),)).allowed == 500 * MEGABYTE
    middle = Flatness((MEMORY.peaks[0], Peak(2, 200 * MEGABYTE, 1.0), MEMORY.peaks[1]))
    assert not flat_verdict("scan", middle).met


def test_a_report_tells_every_way_and_every_size() -> None:
    text = StringIO()
    scanning_report.show(GOOD, Console(width=200, file=text))
    shown = text.getvalue()
    assert all(way in shown for way in Way)
    assert "2.46 to 14.76" in shown
    assert "492 real messages, 11.0 MB" in shown
    assert [limit["met"] for limit in scanning_report.as_json(GOOD)["limits"]] == [True] * 3


def test_the_documentation_names_every_limit() -> None:
    text = (ROOT / "docs" / "performance.md").read_text(encoding="utf-8")
    for verdict in scanning_report.verdicts(GOOD):
        assert f"| {verdict.claim} {verdict.limit:g} |" in text


def test_made_up_messages_differ_in_everything_that_might_be_remembered() -> None:
    first, second = (mailbox.message(number) for number in (1, 2))
    assert mailbox.message(1) == first
    urls = [set(re.findall(rb'"(https://[^"]+)"', one)) for one in (first, second)]
    assert [len(each) for each in urls] == [2 * mailbox.ARTICLES + 1] * 2
    assert urls[0].isdisjoint(urls[1])
    assert len(mailbox.message(1, attached=True)) > 2_000_000


def test_a_made_up_mailbox_is_read_as_the_messages_that_it_was_made_of() -> None:
    whole = b"".join(mailbox.mailbox(5_000_000))
    assert 5_000_000 <= len(whole) < 7_500_000
    found = [source.octets for source in messages(["-"], BytesIO(whole))]  # type: ignore[union-attr]  # all can be read
    made = [mailbox.message(number, attached=number % mailbox.EVERY == 0) for number in range(len(found))]
    assert len(found) >= 8
    assert found == made


def test_messages_to_warm_up_on_are_none_of_those_that_are_measured(tmp_path: Path) -> None:
    what, paths = scanning.messages(tmp_path)
    assert re.match(rf"{len(paths)} real|\d+ test messages, {scanning.MADE_UP} made up", what)
    measured = {path.read_bytes() for path in paths}
    warm = mailbox.write_messages(tmp_path / "warm", scanning.WARM, scanning._FIRST_WARM)
    assert len(warm) == scanning.WARM
    assert measured.isdisjoint(path.read_bytes() for path in warm)


@pytest.mark.parametrize(("way", "found"), [("lxml", 42), ("soup", 42)])
def test_peers_find_every_picture(way: str, found: int, tmp_path: Path) -> None:
    paths = mailbox.write_messages(tmp_path / "made", 3, 0)
    told = scanning_pass.main(way, ["1", *map(str, paths)])
    assert (told["messages"], told["found"]) == (2, found)
    assert told["cpu"] > 0


def test_a_message_without_html_has_no_picture() -> None:
    for octets in (
        b"",
        b"Subject: x\n\n<img src=x>",
        b"Content-Type: text/html\n\n<!-- -->",
        b"Content-Type: text/html\n\n",
    ):
        assert scanning_pass.lxml()(octets) == scanning_pass.soup()(octets) == 0


@pytest.mark.needs("spamassassin", "perl")
def test_a_tiny_run_measures_every_way(tmp_path: Path) -> None:
    paths = mailbox.write_messages(tmp_path / "made", 2, 0)
    found = scanning.all_passes(paths, 1, tmp_path, warming=1)
    for way in Way:
        (one,) = found[way]
        assert (one.messages, one.found > 0) == (2, True), way
        assert one.cpu > 0
    assert found[Way.BACKSTAMP][0].found == 2 * (2 * mailbox.ARTICLES + 2)
    assert found[Way.LXML][0].found == found[Way.SOUP][0].found == 2 * (mailbox.ARTICLES + 1)


def test_a_peak_is_that_of_the_command_and_not_of_who_measures() -> None:
    held = bytearray(200 * MEGABYTE)
    program = "import sys; kept = bytearray(60_000_000); print(len(sys.stdin.buffer.read()))"
    found = flatness.peak([sys.executable, "-c", program], [b"x" * 1000, b"y" * 24])
    assert found.size == 1024
    assert 60 * MEGABYTE < found.peak < 120 * MEGABYTE
    del held


@pytest.mark.parametrize("program", ["raise SystemExit(3)", "import sys; sys.stdin.buffer.read(); raise SystemExit(3)"])
def test_a_command_that_fails_fails_the_run(program: str) -> None:
    def fed() -> Iterator[bytes]:
        for _ in range(100):
            yield b"x" * 100_000

    with pytest.raises((RuntimeError, BrokenPipeError)):
        flatness.peak([sys.executable, "-c", program], fed())


def test_scanning_a_mailbox_of_one_megabyte_is_measured() -> None:
    found = flatness.peak(flatness._SCAN, mailbox.mailbox(MEGABYTE), codes=(1,))
    assert found.size > MEGABYTE
    assert found.peak > 10 * MEGABYTE
