"""The settings: one typed object whose fields carry their own documentation.

They come, strongest first, from the command line, from the environment (``BACKSTAMP_BASE_URL``,
``BACKSTAMP_UPSTREAM__HOST`` …), and from ``backstamp.toml`` in the data folder. The sample file and the table in
docs/config.md are generated from this module.
"""

import ipaddress
import os
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
)

from backstamp.app.endpoint import parse_endpoint
from backstamp.errors import ConfigError
from backstamp.recipient.clean.options import Images, Links
from backstamp.sender.milter_settings import Several
from backstamp.sender.modes import Mode
from backstamp.sender.options import Signatures

DEFAULT_DATA = Path("backstamp-data")
FILE_NAME = "backstamp.toml"
_YES_OR_NO = {"true": Mode.INDIVIDUAL, "1": Mode.INDIVIDUAL, "false": Mode.OFF, "0": Mode.OFF}


def _endpoint(text: str) -> str:
    parse_endpoint(text)
    return text


def _network(text: str) -> str:
    return str(ipaddress.ip_network(text.strip(), strict=False))


def _base_url(text: str) -> str:
    if not text.startswith(("http://", "https://")) or any(character in text for character in "?# \"<>'"):
        raise ValueError("give an http or https address without query, such as https://t.example.com")
    return text.rstrip("/")


def _mode(value: object) -> object:
    """Until modes there was yes and no; which word that was is told, not guessed: there are better ones now."""
    meant = _YES_OR_NO.get(str(value).lower())
    if meant is None:
        return value
    words = ", ".join(f'"{mode}"' for mode in Mode)
    raise ValueError(f'{str(value).lower()} is not a mode: write "{meant}" for that (the modes are {words})')


Endpoint = Annotated[str, AfterValidator(_endpoint)]
Network = Annotated[str, AfterValidator(_network)]
ModeWord = Annotated[Mode, BeforeValidator(_mode)]
BaseUrl = Annotated[str, AfterValidator(_base_url)]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class StampSection(_Section):
    """How messages are stamped."""

    plain_text: bool = Field(False, description="Rewrite links in plain text too.")
    visible: bool = Field(False, description="Show readers a small line rather than an invisible pixel alone.")
    footer: bool = Field(False, description="Add a link to the reader's page: what was recorded, and how to stop it.")
    signatures: Signatures = Field(
        Signatures.LEAVE,
        description="Messages with a DKIM or ARC signature: `leave` them as they are, `strip` the signature and stamp, "
        "or `resign` every copy with the key of the section `dkim`.",
    )
    policy: Path | None = Field(None, description="File that spares more links and recipients (docs/policy.md).")
    undo: bool = Field(True, description="Carry the record from which `backstamp unstamp` gives the original back.")


class DkimSection(_Section):
    """The key that stamped copies are signed with, where `stamp.signatures` is `resign`."""

    domain: str | None = Field(None, description="Domain of the signer, as it stands in the DNS.")
    selector: str | None = Field(None, description="The public key stands at `SELECTOR._domainkey.DOMAIN`.")
    key: Path | None = Field(None, description="PEM file with the private key (RSA or Ed25519), mode 0600.")


class RelaySection(_Section):
    """The SMTP relay that mail programs use as their outgoing server."""

    listen: Endpoint = Field("127.0.0.1:2525", description="Address and port. Beyond loopback only with TLS and users.")
    tls_certificate: Path | None = Field(None, description="PEM file with the certificate chain, for STARTTLS.")
    tls_key: Path | None = Field(None, description="PEM file with the certificate's private key.")
    implicit_tls: bool = Field(False, description="TLS from the first octet (port 465) rather than STARTTLS.")
    users: dict[str, str] = Field({}, description="User name to password hash, as `backstamp password` prints it.")
    max_message_size: int = Field(50_000_000, ge=1000, description="Largest message taken, in octets.")
    max_recipients: int = Field(1000, ge=1, description="Most recipients of one message.")


class _MilterAddress(_Section):
    """Where a milter listens, and who may come."""

    listen: str | None = Field(
        None, description="Where: `inet:127.0.0.1:8891` or `unix:/PATH`, as Postfix writes it. Off where it is not set."
    )
    peers: tuple[Network, ...] = Field((), description="Networks of mail servers that may connect from elsewhere.")
    socket_mode: str = Field(
        "0660",
        pattern="^0?[0-7]{3}$",
        description="Mode of the socket file; the mail server's user must be able to write to it.",
    )


class MilterSection(_MilterAddress):
    """The milter, for Postfix and Sendmail: they show each message to it and change it as told (docs/postfix.md)."""

    several: Several = Field(
        Several.AGGREGATE,
        description="A message with several recipients, who get the same octets: they share a token (`aggregate`), or "
        "it is not stamped (`leave`).",
    )
    failure: Literal["pass", "defer"] = Field(
        "pass",
        description="A message that cannot be stamped goes out as it is (`pass`), or the mail server tells its client "
        "to try again later (`defer`).",
    )
    max_message_size: int = Field(
        50_000_000, ge=1000, description="Octets; a larger message goes out as it is, whatever `failure` says."
    )


class CleaningSection(_MilterAddress):
    """The milter that takes trackers out of mail that comes in, at an address of its own (docs/incoming.md)."""

    images: Images = Field(
        Images.TRACKERS,
        description="What is taken out of all that loads by itself: what tracks (`trackers`), everything remote "
        "(`all`), or nothing (`none`).",
    )
    links: Links = Field(
        Links.UNWRAP,
        description="Links lead straight to where they lead (`unwrap`), only lose tracking parameters (`params`), or "
        "stay as they are (`keep`).",
    )
    found_header: bool = Field(
        False, description="Add `X-Backstamp-Found` to every message, for rules behind the mail server."
    )
    undo: bool = Field(
        True, description="Carry the record from which `backstamp clean --undo` gives the original back."
    )
    failure: Literal["pass", "defer"] = Field(
        "pass",
        description="A message that cannot be cleaned comes in as it is (`pass`), or the mail server tells its client "
        "to try again later (`defer`).",
    )
    max_message_size: int = Field(
        50_000_000, ge=1000, description="Octets; a larger message comes in as it is, whatever `failure` says."
    )


class UpstreamSection(_Section):
    """The mail server that the relay and `backstamp send` hand the stamped copies to."""

    host: str = Field("127.0.0.1", min_length=1, description="Host name or address.")
    port: int = Field(25, ge=1, le=65535, description="Port.")
    security: Literal["none", "starttls", "tls"] = Field("none", description="How the connection is protected.")
    user: str | None = Field(None, description="User name, where the server wants one.")
    password: SecretStr | None = Field(None, description="Password for that user.")


class CollectorSection(_Section):
    """The HTTP server that answers pixels and links."""

    listen: Endpoint = Field("127.0.0.1:8025", description="Address and port.")
    trusted_proxies: tuple[Network, ...] = Field(
        (), description="Networks of proxies in front of the collector, whose word on the client's address is believed."
    )
    forwarding_header: Literal["x-forwarded-for", "forwarded"] = Field(
        "x-forwarded-for", description="The header those proxies write; the other one is never read."
    )


class ApiSection(_Section):
    """The JSON API, behind the key in the data folder's file `api.key`."""

    listen: Endpoint = Field("127.0.0.1:8026", description="Address and port; keep it off the internet.")


class CatalogueSection(_Section):
    """Where `backstamp catalogue update` loads the lists of networks from."""

    apple_relay: str = Field(
        "https://mask-api.icloud.com/egress-ip-ranges.csv", description="Apple's list of relay networks."
    )
    google_fetchers: str = Field(
        "https://developers.google.com/static/crawling/ipranges/user-triggered-fetchers-google.json",
        description="Google's list of user-triggered fetchers, Gmail's image proxy among them.",
    )
    asn_database: str | None = Field(None, description="A MaxMind-format database of network owners.")
    country_database: str | None = Field(None, description="A MaxMind-format database of countries.")


class Settings(BaseSettings):
    """Everything that can be set."""

    model_config = SettingsConfigDict(
        env_prefix="BACKSTAMP_",
        env_nested_delimiter="__",
        extra="forbid",
        frozen=True,
    )

    data: Path = Field(DEFAULT_DATA, description="Folder for keys, ledger, hits and lists.")
    base_url: BaseUrl = Field(
        "http://127.0.0.1:8025", description="Public address of the collector; it stands in every stamped message."
    )
    opens: ModeWord = Field(
        Mode.INDIVIDUAL,
        description="What an opened message may tell at most: `off`, `aggregate` (how many times, never who), "
        "`pseudonymous` (the same unnamed reader again) or `individual`. Messages and recipients may have less.",
    )
    links: ModeWord = Field(Mode.INDIVIDUAL, description="What a followed link may tell at most, in the same words.")
    stamp: StampSection = StampSection()
    dkim: DkimSection = DkimSection()
    relay: RelaySection = RelaySection()
    milter: MilterSection = MilterSection()
    cleaning: CleaningSection = CleaningSection()
    upstream: UpstreamSection = UpstreamSection()
    collector: CollectorSection = CollectorSection()
    api: ApiSection = ApiSection()
    catalogue: CatalogueSection = CatalogueSection()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Nothing is read behind the caller's back: `load_settings` puts the sources together."""
        del settings_cls, env_settings, dotenv_settings, file_secret_settings
        return (init_settings,)


def load_settings(data: Path | None = None, **overrides: Any) -> Settings:
    """Read the settings of a data folder.

    Args:
        data: the data folder; the environment's ``BACKSTAMP_DATA`` or ``backstamp-data`` when None.
        overrides: top-level settings from the command line; they beat all else. None means "not given".

    Raises:
        ConfigError: the file is not TOML, or a setting is unknown or malformed; the text names it.
    """
    folder = data or Path(os.environ.get("BACKSTAMP_DATA") or DEFAULT_DATA)
    file = folder / FILE_NAME
    given = {name: value for name, value in overrides.items() if value is not None}
    try:
        values = _merge(_merge(_read(file), EnvSettingsSource(Settings)()), {**given, "data": folder})
        return Settings(**values)
    except (ValidationError, SettingsError) as error:
        raise ConfigError(f"in {file}, the environment or the command line: {_explain(error)}") from error


def _merge(weaker: dict[str, Any], stronger: dict[str, Any]) -> dict[str, Any]:
    """Both, section by section; where both say something, the stronger counts."""
    merged = {**weaker, **stronger}
    for name in weaker.keys() & stronger.keys():
        if isinstance(weaker[name], dict) and isinstance(stronger[name], dict):
            merged[name] = _merge(weaker[name], stronger[name])
    return merged


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"cannot read the settings in {file}: {error}") from error


def _explain(error: ValidationError | SettingsError) -> str:
    if isinstance(error, SettingsError):
        return str(error)
    return "; ".join(
        f"{'.'.join(map(str, issue['loc']))}: {issue['msg'].removeprefix('Value error, ')}" for issue in error.errors()
    )
