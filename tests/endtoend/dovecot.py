"""A private Dovecot: takes mail by LMTP, and gives it back over IMAP; its own settings and mailboxes, on free ports.

Dovecot starts as root; where the tests do not run as root, `needs_root` of the Postfix harness skips them.
"""

import imaplib
import smtplib
import subprocess
import time
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Self

from tests.endtoend.installation import free_ports
from tests.endtoend.processes import tail, wait_for_port

_SETTINGS = """\
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
protocols = imap lmtp
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
mail_location = maildir:{folder}/mail/%u
mail_uid = nobody
mail_gid = nogroup
first_valid_uid = 1
passdb {{
  driver = static
  args = password=reader
}}
userdb {{
  driver = static
  args = uid=nobody gid=nogroup home={folder}/mail/%u
}}
service imap-login {{
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    port = {lmtp}
  }}
}}
"""


class Dovecot:
    """One private Dovecot; any address has a mailbox.

    Args:
        more: settings beside those that it needs.
    """

    def __init__(self, more: str = "") -> None:
        self._imap, self._lmtp = free_ports(2)
        self._more = more
        self._folder = Path()
        self._process: subprocess.Popen[bytes] | None = None
        self._end = ExitStack()

    @property
    def transport(self) -> str:
        """For Postfix's ``virtual_transport``."""
        return f"lmtp:inet:127.0.0.1:{self._lmtp}"

    def deliver(self, message: bytes, address: str) -> None:
        """Hand a message over by LMTP, as a mail server does."""
        with smtplib.LMTP("127.0.0.1", self._lmtp, timeout=60) as client:
            client.sendmail("ann@sender.example", [address], message)

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            # Dovecot's own users must reach the folder, which they cannot below a test's private one.
            self._folder = Path(stack.enter_context(TemporaryDirectory(prefix="dovecot-", ignore_cleanup_errors=True)))
            self._folder.chmod(0o755)
            (self._folder / "mail").mkdir()
            (self._folder / "mail").chmod(0o777)
            stack.callback(self._stop)
            self._start()
            self._end = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.close()

    def _start(self) -> None:
        settings = self._folder / "dovecot.conf"
        settings.write_text(_SETTINGS.format(folder=self._folder, imap=self._imap, lmtp=self._lmtp) + self._more)
        with (self._folder / "output.log").open("ab") as log:
            self._process = subprocess.Popen(["dovecot", "-F", "-c", str(settings)], stdout=log, stderr=log)
        for port in (self._imap, self._lmtp):
            wait_for_port(port, self._process, self._folder / "output.log")

    def _stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(timeout=20)

    def wait_for(self, address: str, seconds: float = 30, folder: str = "INBOX") -> bytes:
        """The first message in a mailbox or a folder of it, as an IMAP client gets it; waits until there is one.

        Raises:
            AssertionError: none came in time; with Dovecot's log.
        """
        deadline = time.monotonic() + seconds
        while (found := self._first(address, folder)) is None:
            assert time.monotonic() < deadline, f"nothing came for {address}:\n{tail(self._folder / 'dovecot.log')}"
            time.sleep(0.1)
        return found

    def _first(self, address: str, folder: str) -> bytes | None:
        with imaplib.IMAP4("127.0.0.1", self._imap, timeout=20) as client:
            client.login(address, "reader")
            status, (count,) = client.select(folder)
            if status != "OK" or count in {None, b"0"}:
                return None
            _, parts = client.fetch("1", "(BODY.PEEK[])")
            (octets,) = [part[1] for part in parts if isinstance(part, tuple)]
            assert isinstance(octets, bytes)
            return octets
