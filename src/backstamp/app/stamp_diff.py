"""The edits of one stamped message as a person reads them: every run that was replaced, with what stands around it."""

from collections.abc import Iterator

from rich.text import Text

from backstamp.app.printable import printable
from backstamp.app.stamp_models import HeaderChange, StampReport
from backstamp.app.stamping import StampedFile

_AROUND = 40
"""Characters shown in front of a run and behind it."""

_LONGEST = 4000


def stamp_diff(done: StampedFile, report: StampReport, original: str, output: str) -> Iterator[Text]:
    """One line after the other, in the manner of a unified diff; a line of the text is not cut at a screen's width.

    Args:
        done: the stamped message.
        report: on it.
        original: name of the message before.
        output: name of the message after.
    """
    if not report.header and not report.edits:
        return
    yield Text(f"--- {printable(original)}", "bold")
    yield Text(f"+++ {printable(output)}", "bold")
    for field in report.header:
        yield from _field(field)
    texts = {body.source.part.number: body.source.text for body in done.plan.bodies}
    for change in done.changes():
        yield Text(f"@@ part {change.part}, line {change.line}: {change.what} @@", "cyan")
        front, behind = _around(texts[change.part], *change.span)
        if change.before:
            yield _line("-", "red", front, change.before, behind)
        if change.after:
            yield _line("+", "green", front, change.after, behind)
        else:
            yield _line("+", "green", front, "", behind)


def _field(field: HeaderChange) -> Iterator[Text]:
    yield Text(f"@@ header: {printable(field.name)} {field.outcome} @@", "cyan")
    if field.outcome in {"removed", "renamed"}:
        yield _line("-", "red", "", f"{field.name}: {field.value}", "")
    if field.outcome != "removed":
        yield _line("+", "green", "", f"{field.new_name or field.name}: {field.value}", "")


def _around(text: str, start: int, end: int) -> tuple[str, str]:
    """What stands on the same line in front of a run and behind it, 40 characters at most on either side."""
    front = text[max(start - _AROUND, 0) : start]
    behind = text[end : end + _AROUND]
    cut = max(front.rfind("\n"), front.rfind("\r")) + 1
    return front[cut:], behind.splitlines()[0] if behind else ""


def _line(sign: str, style: str, front: str, run: str, behind: str) -> Text:
    line = Text.assemble((f"{sign} ", style), (printable(front), "dim"))
    line.append(printable(run, _LONGEST), style)
    return line.append(printable(behind), "dim")
