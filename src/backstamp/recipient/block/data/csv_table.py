"""A table (RFC 4180), safe to open in a spreadsheet."""

import csv
import io
from collections.abc import Sequence

from backstamp.recipient.block.data.fields import Record, record
from backstamp.recipient.block.format import Format, Heading, Level
from backstamp.recipient.block.layout import sections
from backstamp.recipient.block.target import Target

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the start of a formula (https://owasp.org/www-community/attacks/CSV_Injection)."""


def render(targets: Sequence[Target], _heading: Heading) -> str:
    """A header line, then a line for each target, hosts that serve only opens first; lines end in CR LF.

    ``below`` is yes or no; several values of ``serves`` have a blank between them. A text that a spreadsheet would take
    for a formula has an apostrophe before it.
    """
    text = io.StringIO(newline="")
    table = csv.writer(text)
    table.writerow(Record.__annotations__)
    for _, those in sections(targets):
        for target in those:
            table.writerow([_cell(value) for value in record(target).values()])
    return text.getvalue()


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = " ".join(value) if isinstance(value, list) else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


FORMAT = Format(
    name="csv",
    title="table for spreadsheets and scripts",
    level=Level.DATA,
    suffix=".csv",
    render=render,
    use="Columns: vendor, host, below, path, scope, serves, certainty, source; docs/block.md explains them.",
)
