"""What two texts or runs of octets have in common, found by halving, so that no single one is looked at in Python."""

from typing import AnyStr

from backstamp.mail.splice import Edit


def common_start(one: AnyStr, other: AnyStr) -> int:
    """How many octets or characters both begin with."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def common_end(one: AnyStr, other: AnyStr) -> int:
    """How many octets or characters both end with."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[len(one) - middle : len(one) - low] == other[len(other) - middle : len(other) - low]:
            low = middle
        else:
            high = middle - 1
    return low


def difference(old: AnyStr, new: AnyStr) -> Edit[AnyStr]:
    """One edit that makes ``new`` of ``old``: all between what they begin and what they end with in common."""
    start = common_start(old, new)
    end = common_end(old[start:], new[start:])
    return Edit(start, len(old) - end, new[start : len(new) - end])
