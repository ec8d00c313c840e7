"""Whose word on the client's address counts."""

import time
from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstamp.errors import ConfigError
from backstamp.hits.proxies import ForwardingHeader, Network, TrustedProxies, client_address, trusted_networks

INNER = trusted_networks(["10.0.0.0/8", "2001:db8:aaaa::/48"])
XFF = TrustedProxies(INNER)
FORWARDED = TrustedProxies(INNER, ForwardingHeader.FORWARDED)


def xff(*values: str, peer: str = "10.0.0.1", proxies: TrustedProxies = XFF) -> str:
    return client_address(peer, [(b"x-forwarded-for", value.encode("latin-1")) for value in values], proxies)


def forwarded(*values: str, peer: str = "10.0.0.1") -> str:
    return client_address(peer, [(b"forwarded", value.encode("latin-1")) for value in values], FORWARDED)


def test_a_stranger_is_not_believed_whatever_it_writes() -> None:
    assert xff("192.0.2.99", peer="198.51.100.4") == "198.51.100.4"
    assert forwarded("for=192.0.2.99", peer="198.51.100.4") == "198.51.100.4"


def test_without_trusted_proxies_nobody_is_believed() -> None:
    assert xff("192.0.2.99", proxies=TrustedProxies()) == "10.0.0.1"


def test_a_trusted_proxy_is_believed() -> None:
    assert xff("192.0.2.99") == "192.0.2.99"


def test_what_the_client_invented_stands_left_of_what_the_proxy_saw() -> None:
    assert xff("1.1.1.1, 192.0.2.99") == "192.0.2.99"
    assert xff("10.0.0.7, 192.0.2.99") == "192.0.2.99"


def test_a_chain_of_proxies_is_walked_from_the_right() -> None:
    assert xff("1.1.1.1, 192.0.2.99, 10.2.0.1 ,10.3.0.1") == "192.0.2.99"
    assert xff("192.0.2.99", "10.2.0.1", "10.3.0.1") == "192.0.2.99"


def test_a_client_inside_the_trusted_network_is_the_end_of_the_chain() -> None:
    assert xff("10.9.9.9, 10.2.0.1") == "10.9.9.9"
    assert xff() == "10.0.0.1"


@pytest.mark.parametrize("garbage", ["", "unknown", "_hidden", "1.2.3", "999.1.1.1", "[::1", "\xff", "fe80::1%eth0"])
def test_garbage_ends_the_chain_at_the_last_proxy_that_was_certain(garbage: str) -> None:
    assert xff(f"192.0.2.99, {garbage}, 10.2.0.1") == "10.2.0.1"
    assert forwarded(f"for=192.0.2.99, for={garbage}, for=10.2.0.1") == "10.2.0.1"


@pytest.mark.parametrize(
    ("node", "address"),
    [
        ("192.0.2.99:4711", "192.0.2.99"),
        ("[2001:db8::99]", "2001:db8::99"),
        ("[2001:db8::99]:4711", "2001:db8::99"),
        ("2001:DB8:0::99", "2001:db8::99"),
        ("::ffff:192.0.2.99", "192.0.2.99"),
        ("[::FFFF:c000:263]:80", "192.0.2.99"),
    ],
)
def test_every_spelling_of_an_address_is_read_and_made_canonical(node: str, address: str) -> None:
    assert xff(node) == address
    assert forwarded(f'For="{node}"') == address


@pytest.mark.parametrize(
    "element",
    [
        "for=192.0.2.99",
        "FOR=192.0.2.99;proto=https;by=203.0.113.43",
        'proto=https; for="192.0.2.99:4711" ;by=x',
        'for="1.1.1.1", for=192.0.2.99',
        'for="1.1.1.1;for=192.0.2.99',
        'for="1.1.1.1, for=192.0.2.99',
    ],
)
def test_the_forwarded_header_is_read_from_the_right(element: str) -> None:
    assert forwarded(element) == "192.0.2.99"


@pytest.mark.parametrize(
    "element", ["proto=https", 'for="a\\"b"', "xfor=192.0.2.99", 'for="192.0.2.99" x', "for =192.0.2.99"]
)
def test_an_element_without_a_clean_for_says_nothing(element: str) -> None:
    assert forwarded(element) == "10.0.0.1"


def test_only_the_header_that_the_proxy_writes_is_read() -> None:
    both = [(b"x-forwarded-for", b"192.0.2.1"), (b"forwarded", b"for=192.0.2.2")]
    assert client_address("10.0.0.1", both, XFF) == "192.0.2.1"
    assert client_address("10.0.0.1", both, FORWARDED) == "192.0.2.2"
    assert client_address("10.0.0.1", both[1:], XFF) == "10.0.0.1"


def test_a_proxy_on_a_dual_stack_socket_is_the_same_proxy() -> None:
    assert xff("192.0.2.99", peer="::ffff:10.0.0.1") == "192.0.2.99"
    assert xff("192.0.2.99", proxies=TrustedProxies(trusted_networks(["::ffff:10.0.0.0/104"]))) == "192.0.2.99"


def test_a_peer_that_is_no_address_comes_back_as_it_is() -> None:
    assert xff("192.0.2.99", peer="") == ""
    assert xff("192.0.2.99", peer="fe80::1%eth0") == "fe80::1%eth0"


@pytest.mark.parametrize("text", ["10.0.0.1/8", "proxy.example", "", "10.0.0.0/33", "0x7f.1"])
def test_a_network_that_cannot_be_read_is_named(text: str) -> None:
    with pytest.raises(ConfigError, match="trusted proxies"):
        trusted_networks(["10.0.0.0/8", text])


addresses = st.one_of(st.ip_addresses(), st.sampled_from([ip_address("10.1.2.3"), ip_address("2001:db8:aaaa::1")]))
nodes = st.one_of(
    addresses.map(lambda address: str(address).encode()),
    addresses.map(lambda address: b'for="[%s]:1"' % str(address).encode()),
    addresses.map(lambda address: b"For=%s;proto=http" % str(address).encode()),
    st.binary(max_size=20),
    st.sampled_from([b"unknown", b"for=_x", b'"', b"\\", b";for=", b"", b" \t"]),
)
header_values = st.one_of(st.lists(nodes, max_size=6).map(b",".join), st.binary(max_size=60))
headers = st.lists(st.tuples(st.sampled_from([b"x-forwarded-for", b"forwarded", b"x"]), header_values), max_size=4)
peers = st.one_of(addresses.map(str), st.just("10.0.0.1"), st.text(max_size=20))
everybody: tuple[Network, ...] = trusted_networks(["0.0.0.0/0", "::/0"])
trust = st.builds(TrustedProxies, st.sampled_from([(), INNER, everybody]), st.sampled_from(ForwardingHeader))


@given(peer=peers, headers=headers, proxies=trust)
def test_the_answer_is_the_peer_or_an_address_in_the_header(
    peer: str, headers: list[tuple[bytes, bytes]], proxies: TrustedProxies
) -> None:
    answer = client_address(peer, headers, proxies)
    if answer == peer:
        return
    address = ip_address(answer)
    believed = b" ".join(value for name, value in headers if name == proxies.header.encode()).decode("latin-1")
    candidates = [peer, *"".join(each if each in ".:" or each.isalnum() else " " for each in believed).split()]
    spellings = {form for each in candidates for form in (each, each.rpartition(":")[0], each.strip(":"))}
    read = {each for text in spellings if (each := _read(text)) is not None}
    assert address in read


def _read(text: str):
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


@pytest.mark.parametrize("unit", [b"10.0.0.1,", b";for=", b'for="', b"for=10.0.0.1,", b" ", b";", b'"', b"\\", b"[::"])
def test_a_hostile_header_is_read_in_a_moment(unit: bytes) -> None:
    value = unit * (64 * 1024 // len(unit))
    began = time.process_time()
    for proxies in (XFF, FORWARDED):
        client_address("10.0.0.1", [(proxies.header.encode(), value)], proxies)
    assert time.process_time() - began < 0.5
