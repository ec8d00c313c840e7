"""How much a piece of text surprises a reader: bits of an identifier as against words, dates, sizes and versions.

The estimate is a rough one, made for pieces of URLs: digits weigh 3.3 bits each, hexadecimal 4, letters and digits
without order 5 to 6, words of European languages nothing. A number that tells a thousand readers apart has 10 bits,
one that nobody can guess 64 and more.
"""

import math
import re
from functools import lru_cache

LONGEST = 128
"""Characters that are looked at."""
_REMEMBERED = 8192

_PAIRS = """
    ab ac ad af ag ai ak al am an ap ar as at au av ay ba be bi bl bo br bu by ca ce ch ci ck cl co cr ct cu da de di
    do dr ds du ea eb ec ed ee ef eg eh ei el em en eo ep er es et eu ev ew ex ey fa fe ff fi fl fo fr ft fu ga ge gh
    gi gl go gr gs gu ha he hi ho hr ht hu ia ib ic id ie if ig ik il im in io ip ir is it iv iz je jo ju ke ki kl ko
    ks kt la lc ld le li ll lo ls lt lu ly ma mb me mi mm mo mp ms mu na nc nd ne nf ng ni nk nn no ns nt nu oa ob oc
    od of og oi ok ol om on oo op or os ot ou ov ow pa pe ph pi pl po pp pr ps pt pu qu ra rc rd re rg ri rk rl rm rn
    ro rr rs rt ru rv ry sa sc se sh si sk sl sm so sp ss st su sw ta te th ti tl to tr ts tt tu tw ty ua ub uc ud ue
    ug ui ul um un up ur us ut va ve vi vo wa we wh wi wo xp ya ye yo ze zi zu
"""
"""Pairs of letters that are common in English, German, French, Spanish, Italian, Portuguese or Dutch."""
_COMMON = frozenset(_PAIRS.split())
_UUID = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")
_SIZE = re.compile(r"[0-9]{1,5}x[0-9]{1,5}|[vV]?[0-9]{1,4}(?:\.[0-9]{1,5})+|[0-9.]+(?:px|pt|w|h|q|x)")
_SIZES_WITHIN = re.compile(r"(?<![0-9])[0-9]{1,4}(?:x[0-9]{1,4}(?:px)?|px)(?![0-9A-Za-z])")
_DATE = re.compile(
    r"(?:19|20)[0-9]{2}(?:(?:0[1-9]|1[0-2])(?:[0-2][0-9]|3[01])?)?|(?:0[1-9]|[12][0-9]|3[01])(?:0[1-9]|1[0-2])20[0-9]{2}"
)
_MOMENT = re.compile(r"1[2-9][0-9]{8}(?:[0-9]{3})?")
_PIECES = re.compile(r"[A-Za-z0-9]+")
_RUNS = re.compile(r"[0-9]+|[A-Z]?[a-z]+|[A-Z]+")
_HEX = re.compile(r"[0-9a-f]+|[0-9A-F]+")


def bits(text: str) -> float:
    """The bits of surprise in ``text``, 0 or more; of its first ``LONGEST`` characters."""
    return _bits(text[:LONGEST])


@lru_cache(_REMEMBERED)
def _bits(text: str) -> float:
    if _UUID.fullmatch(text):
        return 122.0
    if _SIZE.fullmatch(text):
        return 0.0
    return sum(map(_of_piece, _PIECES.findall(_SIZES_WITHIN.sub(" ", text))))


def _of_piece(piece: str) -> float:
    if piece.isdigit():
        return _of_digits(piece)
    runs = _RUNS.findall(piece)
    if len(runs) <= max(2, len(piece) // 4):
        return sum(_of_digits(run) if run.isdigit() else _of_letters(run) for run in runs)
    if len(piece) < 6:
        return 0.0
    if _HEX.fullmatch(piece):
        return 4.0 * len(piece)
    alphabet = 10 * any(map(str.isdigit, piece)) + 26 * any(map(str.islower, piece)) + 26 * any(map(str.isupper, piece))
    return math.log2(alphabet) * len(piece)


def _of_digits(digits: str) -> float:
    if len(digits) <= 3 or _DATE.fullmatch(digits) or _MOMENT.fullmatch(digits):
        return 0.0
    return math.log2(10) * len(digits)


def _of_letters(letters: str) -> float:
    if len(letters) <= 4:
        return 0.0
    word = letters.lower()
    pairs = [word[at : at + 2] for at in range(len(word) - 1)]
    strange = sum(pair not in _COMMON for pair in pairs) / len(pairs)
    return math.log2(26) * len(word) * strange if strange > 0.3 else 0.0
