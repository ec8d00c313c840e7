"""What ``backstamp catalogue list``, ``explain``, ``test`` and ``lists`` print with ``--json``, field by field."""

from datetime import date
from typing import Self

from pydantic import Field

from backstamp.app.printed import Printed
from backstamp.catalogue.tracker import TrackerRule
from backstamp.catalogue.tracker_read import KeptList


class TrackerReport(Printed):
    """One rule of the catalogue of trackers. `backstamp catalogue list --json` prints one per line."""

    name: str = Field(description="Unique and stable.")
    vendor: str = Field(description="Who is behind it; empty where an imported list does not say.")
    serves: tuple[str, ...] = Field(description="What its URLs are for: `open`, `click`, `content`.")
    host: str = Field(description="This host and all below it; empty for any.")
    path: str = Field(description="Glob over path and query; more may follow unless it ends in `$`; empty for any.")
    certainty: str = Field(description="`certain`, `probable` or `weak`.")
    source: str = Field(description="Where that is known from.")
    dated: date = Field(description="When it was seen there.")
    list: str = Field(description="The imported list that it comes from; empty for the package's own.")

    @classmethod
    def of(cls, rule: TrackerRule) -> Self:
        """The report of a rule."""
        return cls(
            name=rule.name,
            vendor=rule.vendor,
            serves=tuple(sorted(rule.serves)),
            host=rule.host,
            path=rule.path,
            certainty=rule.certainty,
            source=rule.source,
            dated=rule.dated,
            list=rule.list,
        )


class UrlReport(Printed):
    """What the catalogue knows of one URL. `explain --json` prints one, `test --json` one per line."""

    url: str = Field(description="As it was looked up, or as it was given where it is not an absolute URL.")
    tracker: bool = Field(description="Whether a certain or probable rule for opens or clicks fits it.")
    rules: tuple[TrackerReport, ...] = Field(description="All rules that fit it, the strongest first.")
    host_rules: tuple[str, ...] = Field(description="Names of rules of its host for other paths; only in `explain`.")


class ListReport(Printed):
    """A list of trackers that is kept. `backstamp catalogue lists --json` prints one per line."""

    name: str = Field(description="What the user calls it.")
    title: str = Field(description="What it calls itself.")
    licence: str = Field(description="As its header states it, or as the user gave it.")
    source: str = Field(description="The file that it was read from.")
    imported: date = Field(description="The day of that.")
    rules: int = Field(description="How many rules it has.")
    exceptions: int = Field(description="How many URLs it excepts from them.")

    @classmethod
    def of(cls, kept: KeptList) -> Self:
        """The report of a list."""
        about = kept.about
        return cls(
            name=about.name,
            title=about.title,
            licence=about.licence,
            source=about.source,
            imported=about.imported,
            rules=len(kept.rules),
            exceptions=len(kept.exceptions),
        )
