"""Signed and encrypted messages made with openssl and gpg, and the same programs to look at what arrived.

Each message holds a link that would be rewritten if it were not signed or encrypted.
"""

import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from email import message_from_bytes
from pathlib import Path

ADDRESS = "letters@lamplight.example"
HEADER = (
    f"From: {ADDRESS}\r\nTo: readers@example.org\r\nSubject: sealed\r\nDate: Fri, 20 Nov 2026 10:00:00 +0000\r\n"
    "Message-ID: <{name}@lamplight.example>\r\n"
)
TEXT = b"New on the shelves: https://lamplight.example/new\r\n- with a dash  \r\n"
PART = (
    b"Content-Type: text/html; charset=utf-8\r\n\r\n"
    b'<html><body>New <a href="https://lamplight.example/new">on the shelves</a>, caf\xc3\xa9</body></html>\r\n'
)


@dataclass(frozen=True)
class Sealed:
    """A message, and what says whether one that arrived is still good.

    Attributes:
        message: as it is sent.
        opens: given the octets that arrived, with network line breaks: the signed or encrypted content.
        content: what that must be.
    """

    message: bytes
    opens: Callable[[bytes], bytes]
    content: bytes


class OpenSsl:
    """S/MIME with a certificate of its own.

    Args:
        folder: for its files.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self._folder = folder
        subject = ["-subj", f"/CN=Lamplight/emailAddress={ADDRESS}", "-days", "3"]
        _run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", *subject, *self._out("key.pem", "cert.pem"))

    def _out(self, key: str, certificate: str) -> list[str]:
        return ["-keyout", str(self._folder / key), "-out", str(self._folder / certificate)]

    def signed(self, tool: str, *options: str) -> Sealed:
        """A signed message; `tool` is smime or cms, options such as -nodetach."""
        made = self._make(tool, "-sign", *options, "-signer", str(self._folder / "cert.pem"), *self._key)

        def opens(arrived: bytes) -> bytes:
            trusted = ["-CAfile", str(self._folder / "cert.pem"), "-purpose", "any"]
            return self._look(arrived, tool, "-verify", *trusted)

        return Sealed(_named(made, f"{tool}-signed"), opens, PART)

    def encrypted(self, tool: str) -> Sealed:
        """An encrypted message."""
        made = self._make(tool, "-encrypt", "-aes256", recipient=self._folder / "cert.pem")

        def opens(arrived: bytes) -> bytes:
            return self._look(arrived, tool, "-decrypt", "-recip", str(self._folder / "cert.pem"), *self._key)

        return Sealed(_named(made, f"{tool}-encrypted"), opens, PART)

    @property
    def _key(self) -> list[str]:
        return ["-inkey", str(self._folder / "key.pem")]

    def _make(self, tool: str, *options: str, recipient: Path | None = None) -> bytes:
        (self._folder / "part").write_bytes(PART)
        last = [str(recipient)] if recipient else []
        made = _run("openssl", tool, *options, "-in", str(self._folder / "part"), *last)
        return made.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")

    def _look(self, arrived: bytes, tool: str, *options: str) -> bytes:
        (self._folder / "arrived").write_bytes(arrived)
        return _run("openssl", tool, *options, "-in", str(self._folder / "arrived"))


class Gpg:
    """OpenPGP with a key of its own.

    Args:
        home: GNUPGHOME; a short path, since sockets are made in it.
    """

    def __init__(self, home: Path) -> None:
        self._home = home
        home.chmod(0o700)
        self._gpg("--passphrase", "", "--quick-generate-key", ADDRESS, "ed25519", "sign", "never")
        (line,) = [each for each in self._gpg("--with-colons", "-K").decode().splitlines() if each.startswith("fpr:")]
        self._gpg("--passphrase", "", "--quick-add-key", line.split(":")[9], "cv25519", "encr", "never")

    def close(self) -> None:
        """End the agent that gpg has started."""
        _run("gpgconf", "--homedir", str(self._home), "--kill", "all")

    def signed(self) -> Sealed:
        """PGP/MIME, signed (RFC 3156 section 5)."""
        signature = self._gpg("--armor", "--digest-algo", "SHA256", "--detach-sign", given=PART)
        made = (
            b'MIME-Version: 1.0\r\nContent-Type: multipart/signed; micalg=pgp-sha256; boundary="pgp";\r\n'
            b'\tprotocol="application/pgp-signature"\r\n\r\nThis is an OpenPGP/MIME signed message (RFC 3156)\r\n'
            b"--pgp\r\n" + PART + b"\r\n--pgp\r\nContent-Type: application/pgp-signature\r\n\r\n"
            b"" + _network(signature) + b"\r\n--pgp--\r\n"
        )
        return Sealed(_named(made, "pgp-signed"), self._verified, PART)

    def encrypted(self) -> Sealed:
        """PGP/MIME, signed and encrypted (RFC 3156 section 6)."""
        armor = self._gpg("--armor", "--trust-model", "always", "-r", ADDRESS, "--sign", "--encrypt", given=PART)
        made = (
            b'MIME-Version: 1.0\r\nContent-Type: multipart/encrypted; boundary="pgp";\r\n'
            b'\tprotocol="application/pgp-encrypted"\r\n\r\n'
            b"--pgp\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n\r\n"
            b"--pgp\r\nContent-Type: application/octet-stream\r\n\r\n" + _network(armor) + b"\r\n--pgp--\r\n"
        )

        def opens(arrived: bytes) -> bytes:
            inner = message_from_bytes(arrived).get_payload(1)
            return self._gpg("--decrypt", given=str(inner.get_payload()).encode())  # type: ignore[union-attr]  # a part

        return Sealed(_named(made, "pgp-encrypted"), opens, PART)

    def inline_signed(self) -> Sealed:
        """A clear-signed text (RFC 9580 section 7)."""
        made = b"Content-Type: text/plain\r\n\r\n" + _network(self._gpg("--clearsign", given=TEXT))
        content = TEXT.replace(b"  \r\n", b"\r\n")  # what stands at the end of a line is not signed

        def opens(arrived: bytes) -> bytes:
            return _network(self._gpg("--decrypt", given=arrived.partition(b"\r\n\r\n")[2]))

        return Sealed(_named(made, "inline-signed"), opens, content)

    def inline_encrypted(self) -> Sealed:
        """An armoured text."""
        armor = self._gpg("--armor", "--trust-model", "always", "-r", ADDRESS, "--encrypt", given=TEXT)
        made = b"Content-Type: text/plain\r\n\r\nSee https://lamplight.example/new\r\n\r\n" + _network(armor)

        def opens(arrived: bytes) -> bytes:
            return self._gpg("--decrypt", given=arrived.partition(b"\r\n\r\n")[2])

        return Sealed(_named(made, "inline-encrypted"), opens, TEXT)

    def _verified(self, arrived: bytes) -> bytes:
        """The signed part, cut out of the octets rather than parsed."""
        _, part, rest, _ = arrived.split(b"--pgp")
        content = part.removeprefix(b"\r\n").removesuffix(b"\r\n")
        (self._home / "signature").write_bytes(rest.partition(b"\r\n\r\n")[2])
        self._gpg("--verify", str(self._home / "signature"), "-", given=content)
        return content

    def _gpg(self, *options: str, given: bytes = b"") -> bytes:
        quiet = ["--batch", "--quiet", "--no-tty", "--pinentry-mode", "loopback"]
        return _run("gpg", "--homedir", str(self._home), *quiet, *options, given=given)


def _named(made: bytes, name: str) -> bytes:
    return HEADER.format(name=name).encode() + made


def _network(octets: bytes) -> bytes:
    return octets.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def _run(*command: str, given: bytes = b"") -> bytes:
    done = subprocess.run(command, input=given, capture_output=True, timeout=60, check=False)
    assert done.returncode == 0, f"{' '.join(command)}:\n{done.stderr.decode(errors='replace')}"
    return done.stdout
