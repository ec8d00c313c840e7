"""MD2 (RFC 1319): long broken, still among the hashes that trackers were seen to use."""


def _substitution() -> bytes:
    """The table of RFC 1319 section 3.2: 0 to 255, shuffled by the digits of pi as Knuth's algorithm P does it."""
    digits = _digits_of_pi(722)
    position = 0

    def below(limit: int) -> int:
        nonlocal position
        wide, scale = digits[position], 10
        position += 1
        if limit > 10:
            wide, scale, position = wide * 10 + digits[position], 100, position + 1
        if limit > 100:
            wide, scale, position = wide * 10 + digits[position], 1000, position + 1
        return wide % limit if wide < limit * (scale // limit) else below(limit)

    table = list(range(256))
    for index in range(1, 256):
        other = below(index + 1)
        table[index], table[other] = table[other], table[index]
    return bytes(table)


def _digits_of_pi(count: int) -> list[int]:
    """Decimal digits of pi by Machin's formula, the leading 3 first."""
    unit: int = 10 ** (count + 10)

    def inverse_tangent(of: int) -> int:
        term = total = unit // of
        divisor, sign = 3, -1
        while term:
            term //= of * of
            total += sign * (term // divisor)
            divisor, sign = divisor + 2, -sign
        return total

    pi = 4 * (4 * inverse_tangent(5) - inverse_tangent(239))
    return [int(digit) for digit in str(pi)[:count]]


_TABLE = _substitution()


def md2(data: bytes) -> bytes:
    """The digest: 16 octets."""
    padding = 16 - len(data) % 16
    data += bytes([padding]) * padding
    data += _checksum(data)
    state = [0] * 16
    for start in range(0, len(data), 16):
        state = _mixed(state, data[start : start + 16])
    return bytes(state)


def _checksum(data: bytes) -> bytes:
    checksum = bytearray(16)
    last = 0
    for index, octet in enumerate(data):
        last = checksum[index & 15] = checksum[index & 15] ^ _TABLE[octet ^ last]
    return bytes(checksum)


def _mixed(state: list[int], block: bytes) -> list[int]:
    table = _TABLE
    mixed = [*state, *block, *(old ^ new for old, new in zip(state, block, strict=True))]
    carry = 0
    for turn in range(18):
        mixed = [carry := octet ^ table[carry] for octet in mixed]
        carry = (carry + turn) & 255
    return mixed[:16]
