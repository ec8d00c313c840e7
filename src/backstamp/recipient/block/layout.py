"""What the files of all formats have in common: one section for each scope, and comments that stay comments."""

import re
from collections.abc import Iterable, Iterator, Sequence
from ipaddress import ip_address

from backstamp.recipient.block.format import Heading
from backstamp.recipient.block.target import Scope, Target

TITLES = {
    Scope.OPEN: "These hosts serve nothing but opens, as far as is known: blocking them breaks nothing.",
    Scope.SHARED: "These hosts also carry links or content: BLOCKING THEM BREAKS MAIL.",
}
"""What stands above a section."""

_LONGEST = 200
# Whoever made the targets: nothing in a host may end a line or a comment of a file of rules.
_NAME = re.compile(r"[a-z0-9_](?:[a-z0-9_.-]{0,251}[a-z0-9_])?")


def sections(targets: Iterable[Target]) -> Iterator[tuple[Scope, list[Target]]]:
    """The targets of each scope that has any, hosts that serve only opens first; in a fixed order, without doubles."""
    ordered = sorted(set(targets), key=_order)
    for scope in (Scope.OPEN, Scope.SHARED):
        if those := [target for target in ordered if target.scope is scope]:
            yield scope, those


def names(targets: Sequence[Target]) -> dict[str, bool]:
    """Whole hosts that have a name: each with whether all names below it are meant; addresses and paths are left out.

    What a host above covers is left out too.
    """
    hosts: dict[str, bool] = {}
    for target in targets:
        if not target.path and not is_address(target.host) and _NAME.fullmatch(target.host):
            hosts[target.host] = hosts.get(target.host, False) or target.below
    return {host: below for host, below in hosts.items() if not any(hosts.get(parent) for parent in parents(host))}


def addresses(targets: Iterable[Target]) -> list[str]:
    """Whole hosts that are bare addresses."""
    whole = (target.host for target in targets if not target.path and is_address(target.host))
    return list(dict.fromkeys(host for host in whole if _is_whole_address(host)))


def parents(host: str) -> Iterator[str]:
    """The names above a name, the nearest first: of ``a.b.example`` these are ``b.example`` and ``example``."""
    _, dot, rest = host.partition(".")
    while dot:
        yield rest
        _, dot, rest = rest.partition(".")


def is_address(host: str) -> bool:
    """Whether a host, as in ``Target.host``, is an IP address and no name."""
    return ":" in host or host.rpartition(".")[2].isdigit()


def _is_whole_address(host: str) -> bool:
    try:
        return bool(ip_address(host))
    except ValueError:
        return False


def heading_lines(heading: Heading) -> list[str]:
    """What the top of a file says; each line is to be made a comment."""
    return [
        f"Made by Backstamp {one_line(heading.version)} on {heading.made:%Y-%m-%d at %H:%M} UTC.",
        one_line(heading.about[:1].upper() + heading.about[1:]) + ".",
    ]


def one_line(text: str) -> str:
    """Text from anywhere, fit for a comment: one line without control and formatting characters, not over 200 long."""
    clean = "".join(character for character in " ".join(text[: 2 * _LONGEST].split()) if character.isprintable())
    return clean if len(clean) <= _LONGEST else f"{clean[: _LONGEST - 1]}…"


def _order(target: Target) -> tuple[str, str, str, str, str, bool, list[str]]:
    serves: list[str] = sorted(target.serves)
    return target.host, target.path, target.vendor, target.certainty, target.source, target.below, serves
