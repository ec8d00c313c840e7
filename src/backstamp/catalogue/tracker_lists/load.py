"""Reading a list from a file: which format it has, what its licence is, and what it holds."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path

from backstamp.catalogue.lists import read_bytes
from backstamp.catalogue.tracker_lists.abp import read_abp
from backstamp.catalogue.tracker_lists.disconnect import CATEGORIES, read_disconnect
from backstamp.catalogue.tracker_lists.domains import read_domains
from backstamp.catalogue.tracker_lists.gathering import Gathering, Imported
from backstamp.errors import CatalogueError

LARGEST = 64 * 1024 * 1024
"""Octets of a list."""


class ListFormat(StrEnum):
    """ABP: rules as ad blockers have them; DISCONNECT: its JSON; DOMAINS: names, a hosts file, a policy zone."""

    ABP = "abp"
    DISCONNECT = "disconnect"
    DOMAINS = "domains"


def load_list(
    path: Path,
    name: str,
    day: date,
    *,
    form: ListFormat | None = None,
    licence: str = "",
    categories: Sequence[str] = CATEGORIES,
) -> Imported:
    """Read a list that was published by others.

    Args:
        path: the file.
        name: what the user calls the list.
        day: of the import.
        form: its format; None to find out.
        licence: noted where the list's own header states none.
        categories: of Disconnect's list, which to take.

    Raises:
        CatalogueError: it cannot be read, is too large, holds no rule, or nobody says under which licence it is.
    """
    text = read_bytes(path, LARGEST).decode("utf-8", "replace").removeprefix("\ufeff")
    gathering = Gathering(path.name)
    form = form or guess_format(text)
    if form is ListFormat.DISCONNECT:
        read_disconnect(text, path.name, categories, gathering)
    elif form is ListFormat.ABP:
        read_abp(text, gathering)
    else:
        read_domains(text, gathering)
    noted = gathering.licence or licence.strip()
    if not noted:
        raise CatalogueError(
            f"{path.name}: states no licence; look it up where the list comes from and give it with --licence TEXT"
        )
    return gathering.imported(name, noted, day)


def guess_format(text: str) -> ListFormat:
    """The format that a list most likely has, by its first lines."""
    if text.lstrip().startswith("{"):
        return ListFormat.DISCONNECT
    marks = sum(
        line.startswith(("||", "@@", "[Adblock", "! ")) or "$image" in line or "##" in line
        for line in text[:200_000].splitlines()
    )
    return ListFormat.ABP if marks else ListFormat.DOMAINS
