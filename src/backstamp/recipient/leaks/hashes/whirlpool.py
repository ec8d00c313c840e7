"""Whirlpool (Barreto and Rijmen, final version of 2003; ISO/IEC 10118-3)."""

_E = (0x1, 0xB, 0x9, 0xC, 0xD, 0x6, 0xF, 0x3, 0xE, 0x8, 0x7, 0x4, 0xA, 0x2, 0x5, 0x0)
_E_INVERSE = tuple(_E.index(value) for value in range(16))
_R = (0x7, 0xC, 0xB, 0xD, 0xE, 0x4, 0x9, 0xF, 0x6, 0x3, 0x8, 0xA, 0x2, 0x5, 0x1, 0x0)
_FACTORS = (1, 1, 4, 1, 8, 5, 2, 9)


def _substituted(octet: int) -> int:
    """The S-box, from its three small boxes."""
    high, low = _E[octet >> 4], _E_INVERSE[octet & 15]
    middle = _R[high ^ low]
    return _E[high ^ middle] << 4 | _E_INVERSE[low ^ middle]


def _times(octet: int, factor: int) -> int:
    """A product in the field of 256 elements over x^8 + x^4 + x^3 + x^2 + 1."""
    product = 0
    while factor:
        if factor & 1:
            product ^= octet
        octet = octet << 1 ^ (0x11D if octet & 0x80 else 0)
        factor >>= 1
    return product


_BOX = tuple(_substituted(octet) for octet in range(256))
# One table for each column: substitution and the diffusion matrix in one look-up.
_FIRST = tuple(int.from_bytes(bytes(_times(value, factor) for factor in _FACTORS), "big") for value in _BOX)
_TABLES = tuple(tuple((row >> 8 * turn | row << 64 - 8 * turn) & (1 << 64) - 1 for row in _FIRST) for turn in range(8))
_CONSTANTS = tuple(int.from_bytes(bytes(_BOX[8 * turn : 8 * turn + 8]), "big") for turn in range(10))


def whirlpool(data: bytes) -> bytes:
    """The digest: 64 octets."""
    padded = data + b"\x80" + bytes((31 - len(data)) % 64) + (len(data) * 8).to_bytes(32, "big")
    state = [0] * 8
    for start in range(0, len(padded), 64):
        block = [int.from_bytes(padded[start + 8 * row : start + 8 * row + 8], "big") for row in range(8)]
        ciphered = _ciphered(_keys(state) if start else _FIRST_KEYS, block)
        state = [old ^ new ^ word for old, new, word in zip(state, ciphered, block, strict=True)]
    return b"".join(word.to_bytes(8, "big") for word in state)


def _ciphered(keys: list[list[int]], block: list[int]) -> list[int]:
    """The block cipher W: ten rounds, a key before them and one after each."""
    state = [word ^ part for word, part in zip(block, keys[0], strict=True)]
    for key in keys[1:]:
        state = [word ^ part for word, part in zip(_round(state), key, strict=True)]
    return state


def _keys(key: list[int]) -> list[list[int]]:
    """A key, and what the ten rounds make of it."""
    keys = [key]
    for constant in _CONSTANTS:
        key = _round(key)
        key[0] ^= constant
        keys.append(key)
    return keys


def _round(rows: list[int]) -> list[int]:
    """Substitute, shift columns, mix rows."""
    octets = [row.to_bytes(8, "big") for row in rows]
    t0, t1, t2, t3, t4, t5, t6, t7 = _TABLES
    return [
        t0[octets[row][0]]
        ^ t1[octets[row - 1][1]]
        ^ t2[octets[row - 2][2]]
        ^ t3[octets[row - 3][3]]
        ^ t4[octets[row - 4][4]]
        ^ t5[octets[row - 5][5]]
        ^ t6[octets[row - 6][6]]
        ^ t7[octets[row - 7][7]]
        for row in range(8)
    ]


_FIRST_KEYS = _keys([0] * 8)
"""Those of the first block, the same for all data."""
