"""From the settings that people write to the values that the parts below take."""

from collections.abc import Callable

from backstamp.app.clock import now_us
from backstamp.app.config import Settings
from backstamp.app.endpoint import Endpoint, parse_endpoint
from backstamp.errors import ConfigError
from backstamp.hits.proxies import ForwardingHeader, TrustedProxies, trusted_networks
from backstamp.mail.dkim import sign
from backstamp.recipient.clean.options import CleanOptions
from backstamp.sender.dkim_key import load_signing_key
from backstamp.sender.milter_settings import MilterSettings
from backstamp.sender.modes import Mode, Modes
from backstamp.sender.options import Options, Signatures
from backstamp.sender.policy import Policy, read_policy
from backstamp.sender.reader import Readers
from backstamp.sender.relay_settings import RelaySettings
from backstamp.sender.stamping import Stamping, unsigned
from backstamp.sender.upstream_settings import Security, UpstreamSettings
from backstamp.tokens.token import KeyRing

_SECOND = 1_000_000


def relay_settings(settings: Settings) -> RelaySettings:
    """The relay's settings.

    Raises:
        ConfigError: they are unsafe or do not fit together.
    """
    section = settings.relay
    endpoint = parse_endpoint(section.listen)
    return RelaySettings(
        upstream=upstream_settings(settings),
        host=endpoint.host,
        port=endpoint.port,
        tls_certificate=section.tls_certificate,
        tls_key=section.tls_key,
        implicit_tls=section.implicit_tls,
        users=section.users,
        max_message_size=section.max_message_size,
        max_recipients=section.max_recipients,
    )


def milter_settings(settings: Settings) -> MilterSettings | None:
    """The milter's settings; None where there is to be none.

    Raises:
        ConfigError: the address is none, or open to strangers.
    """
    section = settings.milter
    if section.listen is None:
        return None
    return MilterSettings(
        listen=section.listen,
        peers=section.peers,
        socket_mode=int(section.socket_mode, 8),
        several=section.several,
        max_message_size=section.max_message_size,
        failure_passes=section.failure == "pass",
    )


def cleaning_settings(settings: Settings) -> MilterSettings | None:
    """The settings of the milter that cleans; None where there is to be none.

    Raises:
        ConfigError: the address is none, open to strangers, or the other milter's.
    """
    section = settings.cleaning
    if section.listen is None:
        return None
    if section.listen == settings.milter.listen and not section.listen.endswith(":0"):
        raise ConfigError(
            f"cleaning.listen and milter.listen are both {section.listen}: mail that goes out and mail that comes in "
            "need an address each."
        )
    return MilterSettings(
        listen=section.listen,
        peers=section.peers,
        socket_mode=int(section.socket_mode, 8),
        max_message_size=section.max_message_size,
        failure_passes=section.failure == "pass",
        name="cleaning",
        deed="cleaned",
    )


def clean_options(settings: Settings) -> CleanOptions:
    """What is done to mail that comes in."""
    section = settings.cleaning
    return CleanOptions(section.images, section.links, section.found_header, section.undo)


def stampings(
    settings: Settings, ring: Callable[[], KeyRing], readers: Readers, clock: Callable[[], int] = now_us
) -> Callable[[], Stamping]:
    """What gives the maker of copies for the moment; files are read once, now.

    Args:
        settings: what is stamped and how.
        ring: gives the key ring of the moment.
        readers: gives recipients their pseudonyms.
        clock: microseconds since 1970-01-01 UTC, for signatures.

    Raises:
        ConfigError: settings do not fit together, or the policy file or the DKIM key cannot be used.
    """
    policy = _policy(settings)
    options, signer = stamp_options(settings, policy), _signer(settings, clock)

    def now() -> Stamping:
        return Stamping(ring=ring(), options=options, readers=readers, allowed=policy.modes, sign=signer)

    return now


def stamp_options(settings: Settings, policy: Policy) -> Options:
    """How messages are stamped, and what the policy leaves alone in them."""
    section = settings.stamp
    return Options(
        base_url=settings.base_url,
        modes=Modes(settings.opens, settings.links),
        plain_text=section.plain_text,
        visible=section.visible,
        footer=section.footer,
        signatures=section.signatures,
        leaves=policy.leaves if policy.links else None,
        undo=section.undo,
    )


def _policy(settings: Settings) -> Policy:
    path = settings.stamp.policy
    if path is None:
        return Policy()
    policy = read_policy(path)
    for who, allowed in policy.recipients.items():
        for what, mode, account in (("opens", allowed.opens, settings.opens), ("links", allowed.links, settings.links)):
            # `individual` also stands for "not mentioned": whatever the account has.
            if mode is not Mode.INDIVIDUAL and mode.rank > account.rank:
                raise ConfigError(
                    f"{path}: {who} has {what} = {mode}, but the account's setting {what} allows {account} at most."
                )
    return policy


def _signer(settings: Settings, clock: Callable[[], int]) -> Callable[[bytes], bytes]:
    if settings.stamp.signatures is not Signatures.RESIGN:
        return unsigned
    section = settings.dkim
    if section.domain is None or section.selector is None or section.key is None:
        raise ConfigError('stamp.signatures is "resign": set domain, selector and key in the section [dkim] for that.')
    key = load_signing_key(section.domain, section.selector, section.key)
    return lambda message: sign(message, key, when=clock() // _SECOND) + message


def upstream_settings(settings: Settings, instead: Endpoint | None = None) -> UpstreamSettings:
    """The next mail server's settings.

    Args:
        settings: all settings.
        instead: another server than the one in the settings, from the command line; without TLS and password.

    Raises:
        ConfigError: they do not fit together.
    """
    if instead is not None:
        return UpstreamSettings(instead.host, instead.port)
    section = settings.upstream
    password = section.password.get_secret_value() if section.password is not None else None
    return UpstreamSettings(section.host, section.port, Security(section.security), section.user, password)


def trusted_proxies(settings: Settings) -> TrustedProxies:
    """The proxies in front of the collector.

    Raises:
        ConfigError: a network cannot be read.
    """
    section = settings.collector
    return TrustedProxies(trusted_networks(section.trusted_proxies), ForwardingHeader(section.forwarding_header))
