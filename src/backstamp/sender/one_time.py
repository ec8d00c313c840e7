"""Links that work once, or that let whoever holds them in: a request by anyone but the reader spends or leaks them."""

import re

_ONE_TIME = re.compile(r"(?:reset|verif|confirm|activat|magic|login|invite).*[?&/=][\w-]{20,}", re.IGNORECASE)


def is_one_time(url: str) -> bool:
    """Whether a URL carries a secret that signs in, resets, confirms or accepts."""
    return _ONE_TIME.search(url) is not None
