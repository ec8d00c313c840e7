"""Debian's OpenDKIM, offline: it reads the public keys from a file instead of the DNS.

`verdicts` looks at one message; `OpenDkim` runs the milter, to verify or to sign, beside a private Postfix.
"""

import re
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Self

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from tests.endtoend.installation import free_ports
from tests.endtoend.processes import wait_for_port

from backstamp.mail.dkim import SigningKey

_VERDICT = re.compile(r"dkim=(\w+)")


def verdicts(message: bytes, keys: Iterable[SigningKey], folder: Path) -> list[str]:
    """What OpenDKIM says of each signature of a message: "pass", "fail", … ; "none" where there is none.

    Args:
        message: with network line breaks.
        keys: whose public halves stand "in the DNS".
        folder: for files of the run.
    """
    (folder / "verify.eml").write_bytes(message)
    settings = _settings(folder, "v", keys)
    command = ["opendkim", "-x", str(settings), "-vv", "-t", str(folder / "verify.eml")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    found = _VERDICT.findall(done.stdout)
    assert found, f"OpenDKIM said nothing of the message:\n{done.stdout}{done.stderr}"
    return found


class OpenDkim:
    """OpenDKIM as a milter; its address is for Postfix's ``smtpd_milters``.

    Args:
        folder: for its files; made where it is missing.
        keys: in verify mode all keys "in the DNS"; in sign mode the one key it signs with.
        sign: sign what comes from loopback; otherwise verify, and say so in Authentication-Results.
    """

    def __init__(self, folder: Path, keys: Iterable[SigningKey], *, sign: bool = False) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        (self.port,) = free_ports(1)
        self._settings = _settings(folder, "s" if sign else "v", keys)
        self._log = folder / "opendkim.log"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """As Postfix writes it."""
        return f"inet:127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        with self._log.open("ab") as log:
            command = ["opendkim", "-f", "-x", str(self._settings), "-p", f"inet:{self.port}@127.0.0.1"]
            self._process = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            wait_for_port(self.port, self._process, self._log)
        except AssertionError:
            self._stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()

    def _stop(self) -> None:
        if self._process is not None:
            self._process.kill()  # it keeps nothing, and takes seconds to end in its own way
            self._process.wait(timeout=20)


def _settings(folder: Path, mode: str, keys: Iterable[SigningKey]) -> Path:
    keys = list(keys)
    (folder / "public.keys").write_text("".join(f"{key.name} {key.record()}\n" for key in keys))
    lines = [f"Mode {mode}", f"TestPublicKeys {folder / 'public.keys'}", "Syslog no", "Background no"]
    lines += ["AlwaysAddARHeader yes", "AuthservID opendkim.test"] if mode == "v" else []
    if mode == "s":
        (key,) = keys
        private = folder / "private.pem"
        private.touch(mode=0o600)
        private.write_bytes(key.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        lines += [f"Domain {key.domain}", f"Selector {key.selector}", f"KeyFile {private}"]
        lines += ["RequireSafeKeys no"]  # a test's folder lies below one that everybody may write to
        lines += ["Canonicalization relaxed/relaxed", f"SignatureAlgorithm {key.algorithm}", "InternalHosts 127.0.0.1"]
    path = folder / "opendkim.conf"
    path.write_text("\n".join(lines) + "\n")
    return path
