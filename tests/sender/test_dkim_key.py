import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from backstamp.errors import ConfigError
from backstamp.sender.dkim_key import load_signing_key


def kept(folder: Path, text: bytes, mode: int = 0o600) -> Path:
    path = folder / "dkim.pem"
    path.write_bytes(text)
    path.chmod(mode)
    return path


def pem(key, form: PrivateFormat = PrivateFormat.PKCS8, encryption=None) -> bytes:
    return bytes(key.private_bytes(Encoding.PEM, form, encryption or NoEncryption()))


@pytest.mark.parametrize(
    ("text", "algorithm"),
    [
        (pem(rsa.generate_private_key(65537, 2048)), "rsa-sha256"),
        (pem(rsa.generate_private_key(65537, 3072), PrivateFormat.TraditionalOpenSSL), "rsa-sha256"),
        (pem(ed25519.Ed25519PrivateKey.generate()), "ed25519-sha256"),
    ],
)
def test_a_key_is_read_from_its_file(tmp_path: Path, text: bytes, algorithm: str) -> None:
    key = load_signing_key("lamplight.example", "autumn", kept(tmp_path, text))
    assert key.algorithm == algorithm
    assert key.name == "autumn._domainkey.lamplight.example"
    assert pem(key.private)[:5] == b"-----"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o620])
def test_a_key_that_others_can_reach_is_refused(tmp_path: Path, mode: int) -> None:
    path = kept(tmp_path, pem(ed25519.Ed25519PrivateKey.generate()), mode)
    with pytest.raises(ConfigError, match="chmod 600"):
        load_signing_key("lamplight.example", "autumn", path)


@pytest.mark.parametrize(
    ("text", "match"),
    [
        (b"", "no private key in PEM form"),
        (b"\x00\xff", "no private key in PEM form"),
        (b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "no private key in PEM form"),
        (pem(ec.generate_private_key(ec.SECP256R1())), "neither RSA nor Ed25519"),
        (pem(ed25519.Ed25519PrivateKey.generate(), encryption=BestAvailableEncryption(b"x")), "passphrase"),
    ],
)
def test_what_is_no_signing_key_is_refused_with_a_reason(tmp_path: Path, text: bytes, match: str) -> None:
    with pytest.raises(ConfigError, match=match):
        load_signing_key("lamplight.example", "autumn", kept(tmp_path, text))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"none\.pem: No such file"):
        load_signing_key("lamplight.example", "autumn", tmp_path / "none.pem")


@pytest.mark.needs("openssl")
def test_a_short_rsa_key_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "short.pem"
    command = ["openssl", "genrsa", "-out", str(path), "768"]
    subprocess.run(command, check=True, capture_output=True)
    path.chmod(0o600)
    with pytest.raises(ConfigError, match=r"768 bits|no private key"):
        load_signing_key("lamplight.example", "autumn", path)
