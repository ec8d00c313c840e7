"""The generated part of docs/accuracy.md: its tables, between two marks."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from bench.accuracy.measure import Measured
from bench.accuracy.score import Score, Share

PAGE = Path(__file__).resolve().parents[2] / "docs" / "accuracy.md"
BEGIN = "<!-- what follows is written by `make accuracy ARGS=--page` -->"
END = "<!-- end of what is written -->"


def tables(measured: Measured) -> str:
    """All tables in Markdown."""
    return "\n".join(_lines(measured))


def written(page: str, measured: Measured) -> str:
    """A page with its generated part made anew.

    Args:
        page: the whole text, with both marks.
        measured: what goes between them.
    """
    before, _, rest = page.partition(BEGIN)
    return f"{before}{BEGIN}\n\n{tables(measured)}\n\n{END}{rest.partition(END)[2]}"


def _lines(measured: Measured) -> Iterator[str]:
    pairs, ham, phish = measured.mailings
    yield f"### What loads on opening, in {pairs} pairs"
    yield from _scores(measured.loading)
    yield f"\n### Everything that fetches, clicks included, in {pairs} pairs"
    yield from _scores(measured.fetching)
    yield f"\n### Remote images of {ham} legitimate messages of 2002"
    yield from _shares(measured.ham)
    yield "\nThe hosts of the images that Backstamp calls trackers there:\n"
    yield ", ".join(f"{host} ({count})" for host, count in measured.ham_hosts) + "."
    yield f"\n### Images of at most one pixel by one in {phish} phishing messages"
    yield from _shares(measured.tiny)


def _scores(scores: Mapping[str, Score]) -> Iterator[str]:
    yield "\n| rule | right | false alarms | missed | precision | recall |"
    yield "|---|---:|---:|---:|---:|---:|"
    for name, one in scores.items():
        counts = f"{one.right} | {one.wrong} | {one.missed}"
        yield f"| {name} | {counts} | {_ratio(one.precision)} | {_ratio(one.recall)} |"


def _shares(shares: Mapping[str, Share]) -> Iterator[str]:
    yield "\n| rule | called trackers | of | share |"
    yield "|---|---:|---:|---:|"
    for name, one in shares.items():
        yield f"| {name} | {one.called} | {one.all} | {one.share:.1%} |"


def _ratio(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"
