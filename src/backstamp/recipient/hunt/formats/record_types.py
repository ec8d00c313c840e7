"""Numbers of DNS record types, as of IANA's "Domain Name System (DNS) Parameters", and of response codes."""

TYPES = {
    1: "A",
    2: "NS",
    5: "CNAME",
    6: "SOA",
    12: "PTR",
    15: "MX",
    16: "TXT",
    28: "AAAA",
    33: "SRV",
    35: "NAPTR",
    43: "DS",
    46: "RRSIG",
    48: "DNSKEY",
    64: "SVCB",
    65: "HTTPS",
    255: "ANY",
}

CODES = {0: "NOERROR", 1: "FORMERR", 2: "SERVFAIL", 3: "NXDOMAIN", 4: "NOTIMP", 5: "REFUSED"}


def type_name(number: int) -> str:
    """``A``, ``HTTPS``; ``TYPE257`` for those that have no name here (RFC 3597)."""
    return TYPES.get(number, f"TYPE{number}")


def code_name(number: int) -> str:
    """``NOERROR``, ``NXDOMAIN``; ``RCODE9`` for those that have no name here."""
    return CODES.get(number, f"RCODE{number}")
