from pathlib import Path

import pytest

from backstamp.errors import ConfigError
from backstamp.sender.milter_settings import MilterSettings


@pytest.mark.parametrize(
    ("listen", "endpoint"),
    [
        ("inet:127.0.0.1:8891", ("127.0.0.1", 8891)),
        ("inet:localhost:0", ("localhost", 0)),
        ("inet:[::1]:8891", ("::1", 8891)),
        ("inet6:[::1]:8891", ("::1", 8891)),
    ],
)
def test_a_port_is_written_as_postfix_writes_it(listen: str, endpoint: tuple[str, int]) -> None:
    settings = MilterSettings(listen)
    assert settings.endpoint == endpoint
    assert settings.path is None


def test_a_socket_file_is_written_as_postfix_writes_it() -> None:
    assert MilterSettings("unix:/run/backstamp/milter.sock").path == Path("/run/backstamp/milter.sock")


@pytest.mark.parametrize(
    "listen",
    [
        "",
        "127.0.0.1:8891",
        "inet:8891",
        "inet::8891",
        "inet:127.0.0.1:",
        "inet:::1:8891",
        "inet:127.0.0.1:65536",
        "unix:run/x",
        "unix:",
        "inet:8891@127.0.0.1",
    ],
)
def test_what_is_no_place_to_listen_is_refused(listen: str) -> None:
    with pytest.raises(ConfigError, match="neither inet:HOST:PORT nor unix:/PATH"):
        MilterSettings(listen)


@pytest.mark.parametrize("host", ["0.0.0.0", "[::]", "192.0.2.1", "mail.example.org"])  # noqa: S104 - refused, not bound
def test_beyond_this_machine_only_for_named_networks(host: str) -> None:
    with pytest.raises(ConfigError, match="strangers"):
        MilterSettings(f"inet:{host}:8891")
    settings = MilterSettings(f"inet:{host}:8891", peers=("192.0.2.0/24", "2001:db8::/32"))
    for address in ("127.0.0.1", "::1", "192.0.2.7", "::ffff:192.0.2.7", "2001:db8::1"):
        assert settings.admits(address)
    for address in ("198.51.100.1", "2001:db9::1", "fe80::1%eth0", "nonsense"):
        assert not settings.admits(address)


def test_a_network_that_is_none_is_refused() -> None:
    with pytest.raises(ConfigError, match="peers"):
        MilterSettings(peers=("192.0.2.1/24",))


def test_a_size_that_holds_no_message_is_refused() -> None:
    with pytest.raises(ConfigError, match="max_message_size"):
        MilterSettings(max_message_size=999)


def test_one_of_several_milters_is_named_in_errors() -> None:
    with pytest.raises(
        ConfigError, match=r"^cleaning: listening on 0\.0\.0\.0 would let strangers have messages cleaned"
    ):
        MilterSettings("inet:0.0.0.0:8893", name="cleaning", deed="cleaned")
