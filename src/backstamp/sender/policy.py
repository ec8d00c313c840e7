"""The policy file: links and recipients that are to be spared beyond what is built in.

A TOML file; docs/policy.md shows one.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from backstamp.errors import ConfigError
from backstamp.sender.modes import Mode, Modes


@dataclass(frozen=True, slots=True)
class Policy:
    """What a policy file says; ``Policy()`` says nothing.

    Attributes:
        links: each pattern as written, and what matches the URLs that it means.
        recipients: each pattern as written, and the modes that it allows at most.
    """

    links: tuple[tuple[str, re.Pattern[str]], ...] = ()
    recipients: tuple[tuple[str, Modes], ...] = ()

    def leaves(self, url: str) -> str | None:
        """Why a link to this absolute URL is left alone, in a clause that names the pattern; or None."""
        for written, pattern in self.links:
            if pattern.fullmatch(url):
                return f"the policy leaves {written} alone"
        return None

    def modes(self, address: str) -> Modes:
        """The most that may be recorded of a recipient: the least of all entries that match, else everything."""
        modes = Modes()
        for written, allowed in self.recipients:
            if _matches(written, address.lower()):
                modes = modes.least(allowed)
        return modes


def read_policy(path: Path) -> Policy:
    """Read a policy file.

    Raises:
        ConfigError: it cannot be read, or something in it is not understood; the text names file and entry.
    """
    try:
        table: Mapping[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigError(f"{path}: cannot be read as a policy: {error}.") from error
    links = tuple((pattern, _url_pattern(pattern)) for pattern in table.get("links", {}).get("leave", ()))
    recipients = tuple(
        (who.lower(), Modes(Mode(entry.get("opens", "individual")), Mode(entry.get("links", "individual"))))
        for who, entry in table.get("recipients", {}).items()
    )
    return Policy(links, recipients)


def _url_pattern(written: str) -> re.Pattern[str]:
    anything = ".*".join(map(re.escape, written.split("*")))
    return re.compile(anything if "://" in written else rf"https?://(?:[^/@]*@)?{anything}(?::\d+)?(?:[/?#].*)?")


def _matches(pattern: str, address: str) -> bool:
    return address == pattern or (pattern.startswith("*") and address.endswith(pattern[1:]))
