import ipaddress

from hypothesis import given
from hypothesis import strategies as st

from backstamp.catalogue.ranges import Address, RangeMap, RangeSet, parse_address, parse_network


@given(st.ip_addresses())
def test_every_address_is_read_as_the_standard_library_reads_it(address):
    number = int(address)
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        number, version = int(address.ipv4_mapped), 4
    else:
        version = address.version
    assert parse_address(str(address)) == Address(version, number)


@given(st.text(max_size=80))
def test_any_text_is_an_address_or_nothing(text):
    found = parse_address(text)
    assert found is None or found.family in {4, 6}


@given(st.text(alphabet="0123456789./:abcf% -", max_size=50))
def test_any_text_is_a_network_or_nothing(text):
    found = parse_network(text)
    assert found is None or found.first <= found.last


def test_an_ipv4_address_inside_ipv6_is_the_ipv4_address():
    assert parse_address("::ffff:192.0.2.1") == parse_address("192.0.2.1")


def test_a_zone_is_left_off_addresses_and_refused_in_networks():
    assert parse_address("fe80::1%eth0") == parse_address("fe80::1")
    assert parse_network("fe80::%eth0/64") is None


def test_garbage_is_no_address():
    for text in ["", "unknown", "1.2.3", "1.2.3.4:80", "[::1]", "1.2.3.4\0", "٤.1.1.1", "x" * 10_000]:
        assert parse_address(text) is None


def test_garbage_is_no_network():
    for text in ["", "/8", "1.2.3.4/33", "::/129", "1.2.3.4/-1", "1.2.3.4/²", "1.2.3.4/" + "9" * 9999, "a/8"]:
        assert parse_network(text) is None


networks = st.tuples(st.integers(0, 2**32 - 1), st.integers(0, 32)).map(
    lambda pair: ipaddress.ip_network(pair, strict=False)
)


@given(st.lists(networks, max_size=12), st.lists(st.integers(0, 2**32 - 1), max_size=5))
def test_sets_and_maps_agree_with_looking_into_every_network(held, more):
    parsed = [parse_network(str(network)) for network in held]
    ranges = RangeSet(network for network in parsed if network)
    named = RangeMap((network, str(given)) for network, given in zip(parsed, held, strict=True) if network)
    edges = [edge for network in held for edge in (int(network[0]), int(network[-1]))]
    near = [number + step for number in edges for step in (-1, 0, 1)]
    for number in (n for n in [*near, *more] if 0 <= n < 2**32):
        around = {str(network) for network in held if ipaddress.ip_address(number) in network}
        assert (Address(4, number) in ranges) == bool(around)
        assert set(named.at(Address(4, number))) == around


def test_the_narrowest_network_comes_first_and_families_do_not_mix():
    entries = [(parse_network(text), text) for text in ("10.0.0.0/8", "10.1.0.0/16", "::/0")]
    named = RangeMap((network, text) for network, text in entries if network)
    assert named.at(Address(4, 0x0A010001)) == ("10.1.0.0/16", "10.0.0.0/8")
    assert named.at(Address(6, 1)) == ("::/0",)
    assert named.at(Address(4, 0x0B000000)) == ()
