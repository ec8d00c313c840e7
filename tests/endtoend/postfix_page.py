"""The set-ups on docs/postfix.md and docs/incoming.md, as a test runs them: their own lines, with ports free here."""

import re
from dataclasses import dataclass
from pathlib import Path

DOCS = Path(__file__).resolve().parents[2] / "docs"
_FENCE = re.compile(r"^```(toml|conf)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class SetUp:
    """One section of the page.

    Attributes:
        settings: what stands in backstamp.toml.
        services: what stands in master.cf; the service that users send through first.
    """

    settings: str
    services: str

    def with_ports(self, ports: dict[str, int]) -> "SetUp":
        """The same with other ports: the page's to those of a test, where ``submission`` is a port too."""
        documented = re.compile(rf"\b({'|'.join(ports)})\b")

        def here(text: str) -> str:
            return documented.sub(lambda match: str(ports[match[1]]), text)

        return SetUp(here(self.settings), here(self.services))


def section(title: str, page: str = "postfix.md") -> SetUp:
    """The settings and services of the page's section whose title begins like this; empty where it shows none."""
    (text,) = [each for each in (DOCS / page).read_text().split("\n## ") if each.startswith(title)]
    blocks = {"toml": "", "conf": ""}
    for language, block in _FENCE.findall(text):
        blocks[language] += block + "\n"
    services = "".join(f"{line}\n" for line in blocks["conf"].splitlines() if line and not line.startswith("#"))
    return SetUp(blocks["toml"], services)
