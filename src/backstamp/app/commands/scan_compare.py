"""``backstamp scan --compare``: two copies of one mailing; part of the command ``scan``."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from backstamp.errors import UsageError

if TYPE_CHECKING:
    from backstamp.app.compare_story import ComparisonStory
    from backstamp.app.comparing import Compared
    from backstamp.app.learning import Taught


@dataclass(frozen=True, slots=True)
class Learning:
    """What the user wants to be learnt.

    Attributes:
        wanted: whether anything is.
        name: of the list; None for the usual one.
        vendor: who is behind what differs; None where the user does not say.
    """

    wanted: bool
    name: str | None
    vendor: str | None


@dataclass(frozen=True, slots=True)
class Telling:
    """How it is to be told: as JSON, in a report, at length, or not at all."""

    as_json: bool
    html: Path | None
    verbose: bool
    quiet: bool


def check(learning: Learning, *, comparing: bool) -> None:
    """Refuse options that mean nothing without another one.

    Raises:
        UsageError: naming what is missing.
    """
    if learning.wanted and not comparing:
        raise UsageError("--learn needs two copies: backstamp scan --compare COPY1.eml COPY2.eml --learn")
    if not learning.wanted and (learning.name is not None or learning.vendor is not None):
        raise UsageError("--list and --vendor say what --learn writes, which is not there")


def compare_copies(
    paths: Sequence[str], *, folder: Path, me: tuple[str, ...], learning: Learning, telling: Telling
) -> int:
    """Compare, learn and tell; returns the exit code: 1 if something differs that counts as tracking, else 0."""
    from backstamp.app.compare_story import comparison_story
    from backstamp.app.comparing import compare_paths

    compared = compare_paths(paths, sys.stdin.buffer, folder=folder, me=me)
    told = comparison_story(compared, _taught(compared, folder, learning) if learning.wanted else None)
    _print(told, telling)
    if telling.html is not None:
        from backstamp.app.clock import moment, now_us
        from backstamp.app.compare_html import comparison_page
        from backstamp.app.files import write_message

        write_message(comparison_page(told, moment(now_us())).encode("utf-8", "replace"), telling.html)
    return int(told.tracked)


def _taught(compared: "Compared", folder: Path, learning: Learning) -> "Taught":
    from backstamp.app.clock import moment, now_us
    from backstamp.app.learning import LIST, teach

    name = LIST if learning.name is None else learning.name
    today = moment(now_us()).date()
    return teach(compared, folder=folder, name=name, vendor=(learning.vendor or "").strip(), today=today)


def _print(told: "ComparisonStory", telling: Telling) -> None:
    if telling.quiet:
        return
    if telling.as_json:
        from backstamp.app.compare_models import comparison_json

        sys.stdout.write(comparison_json(told) + "\n")
        return
    from backstamp.app.compare_render import comparison
    from backstamp.app.console import make_console

    make_console().print(comparison(told, everything=telling.verbose))
