"""The X-Backstamp-Found header: for programs behind us (Sieve, a mail client's rules), and only where it is asked for.

``X-Backstamp-Found: nothing``, or how many certain and probable findings there are of each kind and who is behind them:
``X-Backstamp-Found: open=1; click=12; vendors="Mailchimp, Google Analytics"``.
"""

import re
from collections import Counter

from backstamp.recipient.finding import FindingKind, Scan

NAME = "X-Backstamp-Found"
_UNFIT = re.compile(r"[^ !#-\[\]-~]")
_LONGEST_NAME = 60
_MOST_NAMES = 8


def found_field(scan: Scan, newline: bytes) -> bytes:
    """The whole field with its line break; ASCII, no line longer than 998 octets.

    Args:
        scan: of the message.
        newline: the line break of its header.
    """
    sure = [finding for finding in scan.findings if finding.sure]
    counts = Counter(finding.kind for finding in sure)
    words = [f"{kind}={counts[kind]}" for kind in FindingKind if counts[kind]]
    vendors = dict.fromkeys(_UNFIT.sub("?", finding.vendor)[:_LONGEST_NAME] for finding in sure if finding.vendor)
    if vendors:
        words.append(f'vendors="{", ".join(list(vendors)[:_MOST_NAMES])}"')
    folded = f";{newline.decode()} " if vendors else "; "
    value = "; ".join(words[:-1]) + folded + words[-1] if len(words) > 1 else "".join(words) or "nothing"
    return f"{NAME}: {value}".encode("ascii", "replace") + newline
