"""Every setting reaches the part that it is for."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from backstamp.app.config import CollectorSection, RelaySection, Settings, UpstreamSection
from backstamp.app.endpoint import Endpoint
from backstamp.app.wiring import relay_settings, trusted_proxies, upstream_settings
from backstamp.errors import ConfigError
from backstamp.hits.proxies import ForwardingHeader, client_address
from backstamp.sender.upstream_settings import Security, UpstreamSettings

UPSTREAM = UpstreamSection(host="mail.example", port=465, security="tls", user="ada", password=SecretStr("secret"))


def test_the_relay_gets_what_is_set() -> None:
    section = RelaySection(
        listen="[::1]:2526",
        tls_certificate=Path("chain.pem"),
        tls_key=Path("key.pem"),
        implicit_tls=True,
        users={"ada": "$argon2id$x"},
        max_message_size=5000,
        max_recipients=3,
    )
    relay = relay_settings(Settings(relay=section, upstream=UPSTREAM))
    assert (relay.host, relay.port, relay.implicit_tls) == ("::1", 2526, True)
    assert (relay.tls_certificate, relay.tls_key) == (Path("chain.pem"), Path("key.pem"))
    assert (relay.max_message_size, relay.max_recipients, dict(relay.users)) == (5000, 3, {"ada": "$argon2id$x"})
    assert relay.upstream == UpstreamSettings("mail.example", 465, Security.TLS, "ada", "secret")


def test_a_server_given_on_the_command_line_gets_no_password_of_another() -> None:
    assert upstream_settings(Settings(upstream=UPSTREAM), Endpoint("other.example", 25)) == UpstreamSettings(
        "other.example", 25
    )


def test_what_is_unsafe_is_our_error() -> None:
    with pytest.raises(ConfigError, match="strangers"):
        relay_settings(Settings(relay=RelaySection(listen="0.0.0.0:2525")))
    with pytest.raises(ConfigError, match="in clear"):
        upstream_settings(Settings(upstream=UPSTREAM.model_copy(update={"security": "none"})))


@pytest.mark.parametrize("header", list(ForwardingHeader))
def test_only_trusted_proxies_are_believed_and_only_in_their_header(header: ForwardingHeader) -> None:
    proxies = trusted_proxies(
        Settings(collector=CollectorSection(trusted_proxies=("10.0.0.0/8",), forwarding_header=header.value))
    )
    headers = [(b"x-forwarded-for", b"198.51.100.1"), (b"forwarded", b"for=198.51.100.2")]
    told = "198.51.100.1" if header is ForwardingHeader.X_FORWARDED_FOR else "198.51.100.2"
    assert client_address("10.1.2.3", headers, proxies) == told
    assert client_address("203.0.113.9", headers, proxies) == "203.0.113.9"
