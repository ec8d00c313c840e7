"""From the settings that people write to the values that the parts below take."""

from backstamp.app.config import Settings
from backstamp.app.endpoint import Endpoint, parse_endpoint
from backstamp.hits.proxies import ForwardingHeader, TrustedProxies, trusted_networks
from backstamp.sender.modes import Mode, Modes
from backstamp.sender.options import Options
from backstamp.sender.relay_settings import RelaySettings
from backstamp.sender.upstream_settings import Security, UpstreamSettings


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
        opens=settings.opens,
        clicks=settings.links,
    )


def stamp_options(settings: Settings) -> Options:
    """How messages are stamped."""
    opens = Mode.INDIVIDUAL if settings.opens else Mode.OFF
    links = Mode.INDIVIDUAL if settings.links else Mode.OFF
    return Options(base_url=settings.base_url, modes=Modes(opens, links))


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
