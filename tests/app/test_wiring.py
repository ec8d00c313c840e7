"""Every setting reaches the part that it is for."""

from pathlib import Path
from typing import Any

import dkim  # type: ignore[import-untyped]  # it has no types
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pydantic import SecretStr
from tests.sender.relay_bench import HTML, READERS, RING

from backstamp.app.config import (
    CleaningSection,
    CollectorSection,
    DkimSection,
    MilterSection,
    RelaySection,
    Settings,
    StampSection,
    UpstreamSection,
)
from backstamp.app.endpoint import Endpoint
from backstamp.app.wiring import (
    clean_options,
    cleaning_settings,
    milter_settings,
    relay_settings,
    stampings,
    trusted_proxies,
    upstream_settings,
)
from backstamp.errors import ConfigError
from backstamp.hits.proxies import ForwardingHeader, client_address
from backstamp.recipient.clean.options import CleanOptions, Images, Links
from backstamp.sender.dkim_key import load_signing_key
from backstamp.sender.milter_settings import MilterSettings, Several
from backstamp.sender.modes import Mode, Modes
from backstamp.sender.options import Signatures
from backstamp.sender.stamping import Stamping
from backstamp.sender.upstream_settings import Security, UpstreamSettings
from backstamp.tokens.token import Key, KeyRing

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


def test_the_milter_gets_what_is_set_and_is_off_without_an_address() -> None:
    assert milter_settings(Settings()) is None
    assert milter_settings(Settings(milter=MilterSection(listen="inet:127.0.0.1:8891"))) == MilterSettings()
    section = MilterSection(
        listen="unix:/run/m.sock",
        peers=("192.0.2.7/24",),
        socket_mode="0666",
        several=Several.LEAVE,
        failure="defer",
        max_message_size=5000,
    )
    assert milter_settings(Settings(milter=section)) == MilterSettings(
        listen="unix:/run/m.sock",
        peers=("192.0.2.0/24",),
        socket_mode=0o666,
        several=Several.LEAVE,
        failure_passes=False,
        max_message_size=5000,
    )


def test_a_milter_for_strangers_is_our_error() -> None:
    with pytest.raises(ConfigError, match="strangers"):
        milter_settings(Settings(milter=MilterSection(listen="inet:0.0.0.0:8891")))


def test_the_milter_that_cleans_gets_what_is_set_and_is_off_without_an_address() -> None:
    assert cleaning_settings(Settings()) is None
    section = CleaningSection(
        listen="unix:/run/c.sock",
        peers=("192.0.2.7/24",),
        socket_mode="0666",
        images=Images.ALL,
        links=Links.PARAMS,
        found_header=True,
        undo=False,
        failure="defer",
        max_message_size=5000,
    )
    assert cleaning_settings(Settings(cleaning=section)) == MilterSettings(
        listen="unix:/run/c.sock",
        peers=("192.0.2.0/24",),
        socket_mode=0o666,
        max_message_size=5000,
        failure_passes=False,
        name="cleaning",
        deed="cleaned",
    )
    assert clean_options(Settings(cleaning=section)) == CleanOptions(Images.ALL, Links.PARAMS, True, False)
    assert clean_options(Settings()) == CleanOptions()


def test_both_milters_at_one_address_are_our_error() -> None:
    outgoing, incoming = MilterSection(listen="unix:/run/m.sock"), CleaningSection(listen="unix:/run/m.sock")
    with pytest.raises(ConfigError, match=r"cleaning\.listen and milter\.listen"):
        cleaning_settings(Settings(milter=outgoing, cleaning=incoming))


def test_a_milter_that_cleans_for_strangers_is_our_error() -> None:
    with pytest.raises(ConfigError, match=r"cleaning: .*strangers have messages cleaned"):
        cleaning_settings(Settings(cleaning=CleaningSection(listen="inet:0.0.0.0:8893")))


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


ADA, BEN = "ada@reader.example", "ben@staff.example"
NOW = 1_700_000_000_000_000


def maker(**given: Any) -> Stamping:
    return stampings(Settings(**given), lambda: RING, READERS, lambda: NOW)()


def test_all_that_is_said_about_stamping_reaches_the_stamp() -> None:
    section = StampSection(plain_text=True, visible=True, footer=True, signatures=Signatures.STRIP, undo=False)
    options = maker(base_url="https://t.example", opens="aggregate", links="off", stamp=section).options
    assert options.base_url == "https://t.example"
    assert options.modes == Modes(Mode.AGGREGATE, Mode.OFF)
    assert (options.plain_text, options.visible, options.footer, options.undo) == (True, True, True, False)
    assert options.signatures is Signatures.STRIP
    by_default = maker().options
    assert by_default.modes == Modes(Mode.INDIVIDUAL, Mode.INDIVIDUAL)
    assert (by_default.plain_text, by_default.visible, by_default.footer, by_default.undo) == (
        False,
        False,
        False,
        True,
    )
    assert by_default.signatures is Signatures.LEAVE


def test_the_ring_is_that_of_the_moment() -> None:
    rings = [RING, KeyRing([Key(b"xyz", bytes(64))])]
    source = stampings(Settings(), lambda: rings[0], READERS)
    assert source().ring is RING
    rings.reverse()
    assert source().ring is rings[0]


def policy(folder: Path, text: str) -> StampSection:
    path = folder / "policy.toml"
    path.write_text(text)
    return StampSection(policy=path)


def test_a_policy_spares_recipients_and_links(tmp_path: Path) -> None:
    text = '[links]\nleave = ["bank.example"]\n[recipients."*@staff.example"]\nopens = "off"\nlinks = "aggregate"\n'
    found = maker(stamp=policy(tmp_path, text))
    assert found.allowed(ADA) == Modes()
    assert found.allowed(BEN) == Modes(Mode.OFF, Mode.AGGREGATE)
    assert found.options.leaves
    assert found.options.leaves is not None
    assert found.options.leaves("https://bank.example/x")
    assert not found.options.leaves("https://other.example/x")


def test_a_policy_that_allows_more_than_the_account_is_refused(tmp_path: Path) -> None:
    text = '[recipients."*@staff.example"]\nopens = "pseudonymous"\n'
    with pytest.raises(ConfigError, match=r"policy\.toml: \*@staff\.example has opens = pseudonymous.*aggregate"):
        maker(opens="aggregate", stamp=policy(tmp_path, text))
    assert maker(opens="pseudonymous", stamp=policy(tmp_path, text)).allowed(BEN).opens is Mode.PSEUDONYMOUS


def test_a_policy_that_cannot_be_read_is_our_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"missing\.toml"):
        maker(stamp=StampSection(policy=tmp_path / "missing.toml"))


def test_resigning_needs_a_key() -> None:
    for section in (DkimSection(), DkimSection(domain="x.example", selector="s")):
        with pytest.raises(ConfigError, match=r"set domain, selector and key in the section \[dkim\]"):
            maker(stamp=StampSection(signatures=Signatures.RESIGN), dkim=section)


def test_copies_are_signed_anew_with_the_time_of_the_clock(tmp_path: Path) -> None:
    key = generate_private_key(65537, 2048)
    path = tmp_path / "dkim.pem"
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    path.chmod(0o600)
    section = DkimSection(domain="example.org", selector="s1", key=path)
    found = maker(stamp=StampSection(signatures=Signatures.RESIGN), dkim=section)
    copy = found.copy(found.plan(HTML), 1, 0, Modes())
    assert copy.startswith(b"DKIM-Signature:")
    assert b"t=1700000000;" in copy
    record = load_signing_key("example.org", "s1", path).record().encode()
    assert dkim.verify(copy, dnsfunc=lambda name, **_: record if name == b"s1._domainkey.example.org." else None)
    assert not dkim.verify(copy.replace(b"Hello", b"Hallo"), dnsfunc=lambda *_, **__: record)
