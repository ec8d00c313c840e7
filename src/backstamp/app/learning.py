"""What two copies teach, written into the user's own catalogue: a list in the data folder."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from backstamp.app.comparing import ALIKE, Compared
from backstamp.catalogue.tracker import TrackerList, TrackerRule
from backstamp.catalogue.tracker_lists.store import is_list_name, read_lists, write_list
from backstamp.catalogue.tracker_read import KeptList
from backstamp.errors import UsageError
from backstamp.recipient.learn import learned, merged

LIST = "learnt"
_TITLE = "learnt from two copies of one mailing"
_LICENCE = "the user's own mail"


@dataclass(frozen=True, slots=True)
class Taught:
    """What was learnt.

    Attributes:
        rules: learnt now, as they stand in the list.
        not_learnt: URLs that differ and gave no rule, each with the reason.
        path: of the list; None where nothing was written.
        name: of the list.
        why_not: why nothing was learnt at all, a clause; "" otherwise.
    """

    rules: tuple[TrackerRule, ...]
    not_learnt: tuple[tuple[str, str], ...]
    path: Path | None
    name: str
    why_not: str = ""


def teach(compared: Compared, *, folder: Path, name: str, vendor: str, today: date) -> Taught:
    """Learn rules from two copies and put them into a list.

    Args:
        compared: the copies.
        folder: the data folder; made where it is missing.
        name: of the list.
        vendor: who is behind what differs; "" for whom the catalogue knows, else the site's name.
        today: the day.

    Raises:
        UsageError: the name is none for a list, or that of one which was made by others.
        CatalogueError: the list cannot be read or written.
    """
    if not is_list_name(name):
        raise UsageError(f"{name[:60]!r} is no name for a list: give at most 40 of a-z, 0-9 and -, such as {LIST}")
    kept = next((each for each in read_lists(folder) if each.about.name == name), None)
    if kept is not None and kept.about.licence != _LICENCE:
        raise UsageError(f"the list {name} was made by others: give --list another name, such as {LIST}")
    if compared.doubtful:
        return Taught((), (), None, name, _doubt(compared))
    learnt = learned(compared.comparison, vendor=vendor, source=_source(compared), dated=today)
    if not learnt.rules:
        return Taught((), learnt.not_learnt, None, name, "no rule tells what differs from what does not")
    about = TrackerList(name, _TITLE, _LICENCE, "backstamp scan --compare", today)
    rules = merged(kept.rules if kept else (), learnt.rules)
    path = write_list(folder, KeptList(about, rules, kept.exceptions if kept else ()))
    places = {(rule.host, rule.path) for rule in learnt.rules}
    return Taught(tuple(rule for rule in rules if (rule.host, rule.path) in places), learnt.not_learnt, path, name)


def _doubt(compared: Compared) -> str:
    if compared.identical:
        return "both messages are the same"
    if compared.comparison.alike < ALIKE:
        return "these are hardly two copies of one mailing"
    return "both copies are for the same reader"


def _source(compared: Compared) -> str:
    sender = " ".join(compared.first.scan.sender.split())[:80]
    return f"two copies of a mailing from {sender or 'nobody named'}".encode("utf-8", "replace").decode()
