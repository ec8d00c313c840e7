"""The DKIM key at rest: a PEM file, as `openssl genpkey` and `opendkim-genkey` write it, that only its owner reads."""

import os
import stat
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from backstamp.errors import ConfigError
from backstamp.mail.dkim import SigningKey

_ENOUGH = 1 << 16


def load_signing_key(domain: str, selector: str, path: Path) -> SigningKey:
    """Read the key that messages are signed with.

    Args:
        domain: of the signer, as in the DNS.
        selector: the public half stands at ``<selector>._domainkey.<domain>``.
        path: PEM file with the private key, RSA or Ed25519, without a passphrase, mode 0600 or tighter.

    Raises:
        ConfigError: the file cannot be read, other users can read it, or it holds no key that can sign; or domain or
            selector is no name.
    """
    try:
        with path.open("rb") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            text = file.read(_ENOUGH)
    except OSError as error:
        raise ConfigError(f"dkim: cannot read the key file {path}: {error.strerror}.") from error
    if mode & 0o077:
        raise ConfigError(f"dkim: {path} can be read by other users (mode {mode:04o}): `chmod 600 {path}`.")
    return SigningKey(domain, selector, _private(text, path))


def _private(text: bytes, path: Path) -> RSAPrivateKey | Ed25519PrivateKey:
    try:
        key = load_pem_private_key(text, password=None)
    except TypeError as error:
        raise ConfigError(
            f"dkim: the key in {path} has a passphrase: take it off with `openssl pkey`, and keep the file private."
        ) from error
    except (ValueError, UnsupportedAlgorithm) as error:
        raise ConfigError(
            f"dkim: {path} holds no private key in PEM form: make one with "
            f"`openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out {path}`."
        ) from error
    if not isinstance(key, RSAPrivateKey | Ed25519PrivateKey):
        raise ConfigError(f"dkim: the key in {path} is neither RSA nor Ed25519, which is what DKIM signs with.")
    return key
