"""The policy file: links and recipients that are spared beyond what is built in.

A TOML file that the operator writes; docs/policy.md explains it. It can only take away: what the account's modes do not
allow, no policy grants.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from backstamp.errors import ConfigError
from backstamp.sender.modes import Mode, Modes
from backstamp.sender.url_pattern import ascii_host, url_pattern

_LONGEST_DOMAIN = 255  # RFC 5321 section 4.5.3.1.2
_RECIPIENT = re.compile(r"(?:\*|[^\s@*]+)@[^\s@*]+|\*\.[^\s@*]+")
_MODES = ", ".join(Mode)


@dataclass(frozen=True, slots=True)
class Policy:
    """What a policy file says; ``Policy()`` says nothing.

    Attributes:
        links: each pattern as written, and what matches the URLs that it means.
        recipients: each address or pattern, normalised, and the most that it allows.
    """

    links: tuple[tuple[str, re.Pattern[str]], ...] = ()
    recipients: Mapping[str, Modes] = field(default_factory=dict)

    def leaves(self, url: str) -> str | None:
        """Why a link to this absolute URL is left alone, in a clause that names the pattern; or None."""
        plain = url.partition("#")[0]
        for written, pattern in self.links:
            if pattern.fullmatch(plain):
                return f"the policy says so ({written})"
        return None

    def modes(self, address: str) -> Modes:
        """The most that may be recorded of a recipient: the least of all entries that match, everything without one.

        Args:
            address: of the recipient; its case makes no difference.
        """
        modes = Modes()
        if self.recipients:
            for key in _keys(address):
                modes = modes.least(self.recipients.get(key, modes))
        return modes


def read_policy(path: Path) -> Policy:
    """Read a policy file.

    Args:
        path: a TOML file in UTF-8.

    Raises:
        ConfigError: it cannot be read, or something in it is not understood. The text names the file, the line or the
            entry, and what to do.
    """
    table = _table(path)
    for key in table:
        if key not in {"links", "recipients"}:
            raise _wrong(path, f"`{key}`", "is not known; a policy has [links] and [recipients]")
    return Policy(_links(path, table.get("links", {})), _recipients(path, table.get("recipients", {})))


def _table(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(
            f"{path}: the policy cannot be read: {error.strerror}. Check the path and its rights."
        ) from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: the policy is not in UTF-8 (octet {error.start}). Save it as UTF-8.") from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ConfigError(f"{path}: the policy is not TOML: {error}. Mend that line.") from error


def _links(path: Path, section: object) -> tuple[tuple[str, re.Pattern[str]], ...]:
    if not isinstance(section, dict) or not section.keys() <= {"leave"}:
        raise _wrong(path, "[links]", "may hold `leave`, a list of hosts and URLs, and nothing else")
    leave = section.get("leave", [])
    if not isinstance(leave, list) or not all(isinstance(item, str) for item in leave):
        raise _wrong(path, "[links] `leave`", 'must be a list of texts, such as ["*.bank.example"]')
    return tuple((item, _pattern(path, item)) for item in leave)


def _pattern(path: Path, written: str) -> re.Pattern[str]:
    try:
        return url_pattern(written)
    except ValueError as error:
        raise _wrong(path, f'[links] `leave` "{written}"', f"is no pattern: {error}") from error


def _recipients(path: Path, section: object) -> dict[str, Modes]:
    if not isinstance(section, dict):
        raise _wrong(path, "`recipients`", 'must be tables, such as [recipients."*@hospital.example"]')
    found: dict[str, Modes] = {}
    for who, entry in section.items():
        where = f'[recipients."{who}"]'
        if not _RECIPIENT.fullmatch(who):
            raise _wrong(path, where, "is no recipient: write, in quotation marks, an address, *@domain or *.domain")
        local, at, domain = who.rpartition("@")
        key = f"{local.lower()}@{ascii_host(domain)}" if at else f"*.{ascii_host(who[2:])}"
        modes = _entry(path, where, entry)
        found[key] = modes.least(found.get(key, modes))
    return found


def _entry(path: Path, where: str, entry: object) -> Modes:
    if not isinstance(entry, dict) or not entry or not entry.keys() <= {"opens", "links"}:
        raise _wrong(path, where, f"must say opens, links or both, each one of {_MODES}, and nothing else")
    modes = {}
    for key, value in entry.items():
        if value not in tuple(Mode):
            raise _wrong(path, f"{where} `{key}`", f"must be one of {_MODES}, in quotation marks")
        modes[key] = Mode(value)
    return Modes(**modes)


def _wrong(path: Path, where: str, what: str) -> ConfigError:
    return ConfigError(f"{path}: {where} {what}.")


def _keys(address: str) -> list[str]:
    """The keys under which an address may stand: itself, its domain, and every domain above that."""
    local, _, domain = address.rpartition("@")
    domain = ascii_host(domain[:_LONGEST_DOMAIN])
    labels = domain.split(".")
    return [
        f"{local.lower()}@{domain}",
        f"*@{domain}",
        *(f"*.{'.'.join(labels[start:])}" for start in range(len(labels))),
    ]
