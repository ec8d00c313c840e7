"""What ``backstamp scan --compare --json`` prints, field by field; docs/json.md is made from this module."""

from pydantic import Field

from backstamp.app.compare_story import ComparisonStory
from backstamp.app.learning import Taught
from backstamp.app.printable import printable_json
from backstamp.app.printed import Printed
from backstamp.app.scan_models import ScanLine, scan_line
from backstamp.app.tracker_models import TrackerReport
from backstamp.recipient.compare import Pair


class UrlDifference(Printed):
    """A piece of a URL that is another in each copy."""

    where: str = Field(description="`the parameter e`, `part 3 of the path`, `the host name`, `the query`.")
    first: str = Field(description="In the first copy, percent-decoded; empty where it is missing.")
    second: str = Field(description="In the second.")


class ComparedPair(Printed):
    """A remote address of the first copy, and its counterpart in the second."""

    first: int = Field(description="Which finding of the first copy, from 0.")
    second: int | None = Field(description="Which of the second; null where there is none in its place.")
    differs: bool = Field(description="Whether its URL is nowhere in the other copy: the reader's own.")
    differences: tuple[UrlDifference, ...] = Field(description="The pieces in which the two URLs differ.")


class UnlearntUrl(Printed):
    """An address that differs and gave no rule."""

    url: str = Field(description="In the first copy.")
    reason: str = Field(description="Why, a clause.")


class LearntReport(Printed):
    """What `--learn` made of two copies."""

    path: str | None = Field(description="The list that was written; null where nothing was learnt.")
    rules: tuple[TrackerReport, ...] = Field(description="Learnt now, as they stand in the list.")
    not_learnt: tuple[UnlearntUrl, ...] = Field(description="What differs and gave no rule.")


class ComparisonReport(Printed):
    """Two copies of one mailing. `backstamp scan --compare --json` prints one."""

    headline: str = Field(description="What they prove, a sentence or two.")
    warnings: tuple[str, ...] = Field(description="Why they may prove less than it seems, sentences.")
    tracked: bool = Field(description="Whether something differs that counts as tracking.")
    alike: float = Field(description="Share of addresses with a counterpart; below 0.5 hardly copies of one mailing.")
    first: ScanLine = Field(description="The first copy, judged by both.")
    second: ScanLine = Field(description="The second copy, judged by both.")
    pairs: tuple[ComparedPair, ...] = Field(description="The first copy's remote addresses, in its order.")
    learnt: LearntReport | None = Field(description="Null without `--learn`.")


def comparison_json(told: ComparisonStory) -> str:
    """The JSON of two copies, without its line break and fit for a terminal."""
    return printable_json(comparison_report(told).model_dump_json())


def comparison_report(told: ComparisonStory) -> ComparisonReport:
    """What is printed of two copies."""
    compared = told.compared
    comparison = compared.comparison
    places = [
        {id(each): number for number, each in enumerate(one.findings)} for one in (comparison.first, comparison.second)
    ]
    return ComparisonReport(
        headline=told.headline,
        warnings=told.warnings,
        tracked=told.tracked,
        alike=round(comparison.alike, 4),
        first=scan_line(compared.first.path, comparison.first),
        second=scan_line(compared.second.path, comparison.second),
        pairs=tuple(_pair(pair, places[0], places[1]) for pair in comparison.pairs),
        learnt=_learnt(told.taught) if told.taught else None,
    )


def _pair(pair: Pair, first: dict[int, int], second: dict[int, int]) -> ComparedPair:
    return ComparedPair(
        first=first[id(pair.first)],
        second=second[id(pair.second)] if pair.second else None,
        differs=pair.differs,
        differences=tuple(
            UrlDifference(where=_text(each.where), first=_text(each.first), second=_text(each.second))
            for each in pair.differences
        ),
    )


def _learnt(taught: Taught) -> LearntReport:
    return LearntReport(
        path=_text(str(taught.path)) if taught.path else None,
        rules=tuple(map(TrackerReport.of, taught.rules)),
        not_learnt=tuple(UnlearntUrl(url=_text(url), reason=reason) for url, reason in taught.not_learnt),
    )


def _text(text: str) -> str:
    """Without lone surrogates, which UTF-8 cannot write."""
    return text.encode("utf-8", "replace").decode()
