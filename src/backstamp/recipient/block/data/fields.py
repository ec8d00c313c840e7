"""A target as a record of plain fields, the same in all formats for data."""

from typing import TypedDict

from backstamp.recipient.block.layout import one_line
from backstamp.recipient.block.target import Target


class Record(TypedDict):
    """A target; every field as in ``Target``, ``serves`` sorted."""

    vendor: str
    host: str
    below: bool
    path: str
    scope: str
    serves: list[str]
    certainty: str
    source: str


def record(target: Target) -> Record:
    """The fields of a target."""
    return Record(
        vendor=one_line(target.vendor),
        host=target.host,
        below=target.below,
        path=target.path,
        scope=target.scope.value,
        serves=sorted(each.value for each in target.serves),
        certainty=target.certainty,
        source=one_line(target.source),
    )
