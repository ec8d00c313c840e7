from pathlib import Path
from typing import Any

import pytest
from tests.sender.relay_bench import make_certificate

from backstamp.errors import ConfigError
from backstamp.sender.relay_settings import RelaySettings
from backstamp.sender.upstream_settings import UpstreamSettings

UPSTREAM = UpstreamSettings("mail.example.org", 25)
TLS: dict[str, Any] = {"tls_certificate": Path("c"), "tls_key": Path("k")}
USERS = {"ali": "$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaA"}


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "", "192.0.2.1", "mail.example.org", "::ffff:192.0.2.1"])  # noqa: S104
@pytest.mark.parametrize("given", [{}, TLS], ids=["nothing", "TLS only"])
def test_beyond_loopback_only_with_tls_and_users(host: str, given: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match="strangers"):
        RelaySettings(UPSTREAM, host=host, **given)
    assert RelaySettings(UPSTREAM, host=host, **TLS, users=USERS).host == host


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1", "localhost", "LOCALHOST"])
def test_loopback_needs_no_users(host: str) -> None:
    assert not RelaySettings(UPSTREAM, host=host).users


@pytest.mark.parametrize(
    "given",
    [
        {"users": USERS},
        {"implicit_tls": True},
        {"tls_certificate": Path("c")},
        {"tls_key": Path("k")},
        TLS | {"users": {"ali": "password"}},
        {"port": -1},
        {"port": 65536},
        {"max_message_size": 999},
        {"max_recipients": 0},
    ],
    ids=str,
)
def test_what_is_unsafe_or_does_not_fit_is_refused(given: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match="relay: "):
        RelaySettings(UPSTREAM, **given)


def test_secrets_do_not_show() -> None:
    assert "argon2id" not in repr(RelaySettings(UPSTREAM, **TLS, users=USERS))


def test_a_certificate_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    certificate, key = make_certificate(tmp_path)
    assert RelaySettings(UPSTREAM).tls_context() is None
    assert RelaySettings(UPSTREAM, tls_certificate=certificate, tls_key=key).tls_context() is not None
    for wrong in (tmp_path / "missing.pem", key):
        with pytest.raises(ConfigError, match="cannot be used"):
            RelaySettings(UPSTREAM, tls_certificate=wrong, tls_key=key).tls_context()
