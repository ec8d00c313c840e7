"""For information: how many hits are judged in a second when the same fetchers come again and again."""

import time

from backstamp.catalogue.catalogue import load_catalogue
from backstamp.hits.context import Context
from backstamp.hits.hit import Hit, PathKind
from backstamp.hits.judge import judge

HITS = 20_000
_NOON = 1_760_000_000_000_000
_AGENTS = (
    "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)",
    "Mozilla/5.0",
    "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Thunderbird/128.5.0",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36",
)


def judged_per_second() -> float:
    """Hits judged in a second with the package's own catalogue: four fetchers from sixteen addresses in turn."""
    catalogue = load_catalogue()
    hits = [_hit(number) for number in range(HITS)]
    began = time.perf_counter()
    for hit in hits:
        judge(hit, Context(sent_at=_NOON, now=hit.at), catalogue)
    return HITS / (time.perf_counter() - began)


def _hit(number: int) -> Hit:
    return Hit(
        id=number + 1,
        at=_NOON + number * 1000,
        method="GET",
        kind=PathKind.PIXEL,
        message=1,
        recipient=number,
        link=0,
        peer=f"192.0.2.{number % 16}",
        http_version="1.1",
        headers=(("host", "t.example"), ("user-agent", _AGENTS[number // 16 % 4]), ("accept", "image/*")),
    )
