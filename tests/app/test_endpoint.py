"""HOST:PORT, as people write it."""

import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstamp.app.endpoint import Endpoint, free_endpoint, parse_endpoint


@pytest.mark.parametrize(
    ("text", "endpoint"),
    [
        ("127.0.0.1:2525", Endpoint("127.0.0.1", 2525)),
        ("mail.example.com:25", Endpoint("mail.example.com", 25)),
        ("[::1]:0", Endpoint("::1", 0)),
        (" localhost:65535 ", Endpoint("localhost", 65535)),
    ],
)
def test_an_endpoint_is_read_and_written_back(text: str, endpoint: Endpoint) -> None:
    assert parse_endpoint(text) == endpoint
    assert str(endpoint) == text.strip()


@pytest.mark.parametrize("text", ["", "25", ":25", "host:", "host:65536", "host:-1", "host:٢٥", "::1:25", "host:25x"])
def test_what_is_no_endpoint_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"HOST:PORT|brackets"):
        parse_endpoint(text)


@given(text=st.text())
def test_any_text_gives_an_endpoint_or_a_value_error(text: str) -> None:
    try:
        endpoint = parse_endpoint(text)
    except ValueError:
        return
    assert 0 <= endpoint.port <= 65535
    assert endpoint.host


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_a_free_endpoint_can_be_listened_on(host: str) -> None:
    endpoint = free_endpoint(host)
    assert endpoint.host == host
    family = socket.AF_INET6 if host == "::1" else socket.AF_INET
    with socket.create_server(tuple(endpoint), family=family) as server:
        assert server.getsockname()[1] == endpoint.port < 32_768


def test_no_endpoint_is_free_on_an_address_of_another_machine() -> None:
    with pytest.raises(OSError, match="assign"):
        free_endpoint("192.0.2.1")
