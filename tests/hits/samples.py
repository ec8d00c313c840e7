"""Hits for tests: made in one line, with a time that can be read."""

import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from backstamp.hits.hit import Hit, PathKind

FIXTURES = Path(__file__).parent / "fixtures"
SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE

CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36"
)
SAFARI = (
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 "
    "Safari/605.1.15"
)
THUNDERBIRD = "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Thunderbird/153.7.0"
GOOGLE_PROXY = "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)"
YAHOO_PROXY = "YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html"
GMAIL_PREFETCH = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/42.0.2311.135 "
    "Safari/537.36 Edge/12.246 Mozilla/5.0"
)
HOME, WORK = "93.184.216.34", "198.51.100.7"
GOOGLE_ADDRESS = "66.249.93.55"


def micros(moment: datetime) -> int:
    """Microseconds since 1970, exactly."""
    passed = moment - datetime(1970, 1, 1, tzinfo=UTC)
    return (passed.days * 86_400 + passed.seconds) * SECOND + passed.microseconds


SENT = micros(datetime(2026, 6, 1, 9, tzinfo=UTC))


def opened(agent: str | None, peer: str = HOME, at: int = SENT + HOUR, **fields: Any) -> Hit:
    """An open."""
    headers = () if agent is None else (("user-agent", agent),)
    given = {"id": at % 1_000_003, "method": "GET", "kind": PathKind.PIXEL, "link": 0, "headers": headers, **fields}
    return Hit(at=at, message=7, recipient=3, peer=peer, http_version="1.1", **given)


def clicked(agent: str | None, peer: str = HOME, at: int = SENT + HOUR, link: int = 1, **fields: Any) -> Hit:
    """A click."""
    return opened(
        agent, peer, at, **{"kind": PathKind.LINK, "link": link, "id": at % 1_000_003 + link * 10_000_019, **fields}
    )


def fixture(name: str) -> dict[str, Any]:
    """A fixture file, read."""
    return tomllib.loads((FIXTURES / name).read_text())
