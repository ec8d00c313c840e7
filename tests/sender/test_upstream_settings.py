from pathlib import Path
from typing import Any

import pytest

from backstamp.errors import ConfigError
from backstamp.sender.upstream_settings import Security, UpstreamSettings

SOUND: dict[str, Any] = {"host": "mail.example.org", "port": 25}


@pytest.mark.parametrize(
    "given",
    [
        {"host": ""},
        {"port": 0},
        {"port": 65536},
        {"user": "ali"},
        {"password": "sesame"},
        {"user": "ali", "password": "sesame"},
    ],
    ids=str,
)
def test_what_is_unsafe_or_does_not_fit_is_refused(given: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match="upstream: "):
        UpstreamSettings(**SOUND | given)


def test_a_password_may_travel_in_clear_within_this_machine_only() -> None:
    assert UpstreamSettings("127.0.0.1", 25, user="ali", password="sesame").user == "ali"
    assert UpstreamSettings("mail.example.org", 587, Security.STARTTLS, "ali", "sesame").user == "ali"


def test_the_password_does_not_show() -> None:
    assert "sesame" not in repr(UpstreamSettings("localhost", 25, user="ali", password="sesame"))


def test_a_file_without_certificates_is_named(tmp_path: Path) -> None:
    (tmp_path / "empty.pem").write_bytes(b"")
    for name in ("empty.pem", "missing.pem"):
        with pytest.raises(ConfigError, match=name):
            UpstreamSettings("localhost", 465, Security.TLS, ca_file=tmp_path / name).tls_context()
    assert UpstreamSettings("localhost", 25).tls_context() is None
