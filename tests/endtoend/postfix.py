"""A private Postfix: its own settings, queue and mailboxes in a temporary folder, on free ports.

Postfix starts as root and runs as its own user; where the tests do not run as root, `needs_root` skips them.

    with Postfix(tmp_path, smtpd_milters=milter.address) as postfix:
        postfix.send(message, "ada@example.org")
        (arrived,) = postfix.wait_for("ada@example.org")

Mail to any address at ``example.org`` goes to a maildir, written by virtual(8): a file for each recipient, exactly the
octets that arrived, with the fields that delivery itself adds in front (see `Arrived`).
"""

import grp
import os
import pwd
import smtplib
import subprocess
import time
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Self

import pytest
from tests.endtoend.installation import free_ports
from tests.endtoend.processes import tail, wait_for_port

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="Postfix starts as root only")

DOMAIN = "example.org"

AGAIN = (
    "{again} inet n - n - - smtpd -o content_filter= -o smtpd_milters= "
    "-o receive_override_options=no_unknown_recipient_checks,no_milters"
)
"""A line for `Postfix.services`: where a content filter hands mail back (FILTER_README)."""

_DAEMONS = Path("/usr/lib/postfix/sbin")
_MASTER = """\
{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
virtual unix - n n - - virtual
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


@dataclass(frozen=True)
class Arrived:
    """One message in a mailbox.

    Attributes:
        trace: Return-Path, X-Original-To, Delivered-To and Received, as Postfix put them in front, and what a filter
            put above Received. Behind a content filter that is the last of several Received fields in time.
        message: all below, as it was taken from the client or changed on the way; line breaks are LFs.
    """

    trace: bytes
    message: bytes

    @property
    def octets(self) -> bytes:
        """All of it, with network line breaks, as a verifier wants it."""
        return (self.trace + self.message).replace(b"\n", b"\r\n")

    @property
    def header(self) -> bytes:
        """The header, with the line break of its last field."""
        return self.message.partition(b"\n\n")[0] + b"\n"

    @property
    def body(self) -> bytes:
        """The body."""
        return self.message.partition(b"\n\n")[2]


class Postfix:
    """One private Postfix.

    Args:
        services: more lines for master.cf, such as `AGAIN`; ``{again}`` in them is a second free port.
        settings: of main.cf, over those that it has here; ``smtpd_milters``, ``content_filter``, whatever a test needs.

    Attributes:
        port: where mail is sent to.
        again_port: the second free port.
        folder: where everything is; known while it runs.
        master: its process; None while it does not run.
    """

    def __init__(self, *, services: Iterable[str] = (), **settings: str) -> None:
        self.port, self.again_port = free_ports(2)
        self._services = list(services)
        self._settings: Mapping[str, str] = settings
        self.master: subprocess.Popen[bytes] | None = None
        self.folder = Path()
        self._end = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            # Postfix's own user must reach the folder, which it cannot below a test's private one.
            self.folder = Path(stack.enter_context(TemporaryDirectory(prefix="postfix-", ignore_cleanup_errors=True)))
            self.folder.chmod(0o755)
            self._write_settings()
            self._make_folders()
            stack.callback(self.stop)
            self.start()
            self._end = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.close()

    @property
    def log(self) -> str:
        """The end of Postfix's log."""
        return tail(self.folder / "var" / "mail.log")

    def add_services(self, lines: str) -> None:
        """Lines for master.cf that come to be known later; before it starts."""
        self._services.append(lines)

    def start(self) -> None:
        """Start it, and wait until it answers."""
        command = [str(_DAEMONS / "master"), "-c", str(self._config), "-d"]
        with (self.folder / "master.log").open("ab") as out:
            self.master = subprocess.Popen(command, stdout=out, stderr=out, env=self._environment)
        wait_for_port(self.port, self.master, self.folder / "var" / "mail.log")

    def stop(self) -> None:
        """End it, with everything it started."""
        if self.master is not None:
            self.master.terminate()
            self.master.wait(timeout=20)
            self.master = None

    def send(self, message: bytes, *recipients: str, sender: str = "letters@example.com", **options: str) -> None:
        """Send one message over SMTP; line breaks of any kind become network ones.

        Args:
            message: the octets.
            recipients: addresses at example.org.
            sender: of the envelope.
            options: of MAIL, such as ``body="8BITMIME"``.
        """
        with self.client() as client:
            mail_options = [f"{name}={value}" for name, value in options.items()]
            client.sendmail(sender, recipients, message, mail_options)

    def client(self) -> smtplib.SMTP:
        """A connection to it, for tests that send in their own way."""
        return smtplib.SMTP("127.0.0.1", self.port, timeout=60)

    def mailbox(self, address: str) -> list[Arrived]:
        """What has arrived for an address, in order of arrival."""
        new = self.folder / "mail" / "all" / "new"
        files = sorted(new.iterdir(), key=lambda file: file.stat().st_mtime_ns) if new.is_dir() else []
        arrived = [_arrived(file.read_bytes()) for file in files]
        return [each for each in arrived if f"\nDelivered-To: {address}\n".encode() in each.trace]

    def wait_for(self, address: str, count: int = 1, seconds: float = 30) -> list[Arrived]:
        """Wait until so many messages are in a mailbox.

        Raises:
            AssertionError: they did not come in time; with Postfix's log.
        """
        deadline = time.monotonic() + seconds
        while len(found := self.mailbox(address)) < count:
            assert time.monotonic() < deadline, f"{len(found)} of {count} messages for {address}:\n{self.log}"
            time.sleep(0.02)
        return found

    @property
    def _config(self) -> Path:
        return self.folder / "etc"

    @property
    def _environment(self) -> dict[str, str]:
        return {**os.environ, "MAIL_CONFIG": str(self._config)}

    def _write_settings(self) -> None:
        self._config.mkdir()
        owner = pwd.getpwnam("postfix")
        settings = {
            "compatibility_level": "3.6",
            "queue_directory": f"{self.folder}/queue",
            "data_directory": f"{self.folder}/data",
            "command_directory": "/usr/sbin",
            "daemon_directory": str(_DAEMONS),
            "maillog_file": f"{self.folder}/var/mail.log",
            "maillog_file_prefixes": str(self.folder),
            "myhostname": "postfix.test",
            "mydestination": "",
            "mynetworks": "127.0.0.0/8",
            "inet_interfaces": "127.0.0.1",
            "inet_protocols": "ipv4",
            "virtual_mailbox_domains": DOMAIN,
            "virtual_mailbox_base": f"{self.folder}/mail",
            "virtual_mailbox_maps": "static:all/",
            "virtual_uid_maps": f"static:{owner.pw_uid}",
            "virtual_gid_maps": f"static:{owner.pw_gid}",
            "virtual_mailbox_limit": "0",
            "message_size_limit": "60000000",
            "default_process_limit": "10",
            "smtpd_client_connection_rate_limit": "0",
            "smtpd_peername_lookup": "no",
            "smtp_host_lookup": "native",
            "smtputf8_enable": "yes",
            "alias_maps": "",
            "local_recipient_maps": "",
            "biff": "no",
            **self._settings,
        }
        lines = [f"{name} = {self._filled(value)}" for name, value in settings.items()]
        (self._config / "main.cf").write_text("\n".join(lines) + "\n")
        services = [self._filled(line) for line in self._services]
        (self._config / "master.cf").write_text(
            _MASTER.format(port=self.port) + "".join(f"{line}\n" for line in services)
        )

    def _filled(self, text: str) -> str:
        return text.replace("{again}", str(self.again_port))

    def _make_folders(self) -> None:
        """The folders as `postfix set-permissions` would have them."""
        owner, drop = pwd.getpwnam("postfix").pw_uid, grp.getgrnam("postdrop").gr_gid
        for name in ("data", "mail", "var"):
            (self.folder / name).mkdir()
            os.chown(self.folder / name, owner, -1)
        queue = self.folder / "queue"
        for name in ("", "pid"):
            (queue / name).mkdir()
        private = (
            "active",
            "bounce",
            "corrupt",
            "defer",
            "deferred",
            "flush",
            "hold",
            "incoming",
            "private",
            "saved",
            "trace",
        )
        for name in (*private, "maildrop", "public"):
            (queue / name).mkdir(mode=0o700)
            os.chown(queue / name, owner, -1)
        for name, mode in (("maildrop", 0o1730), ("public", 0o2710)):
            os.chown(queue / name, owner, drop)
            (queue / name).chmod(mode)


def _arrived(octets: bytes) -> Arrived:
    """Cut what delivery put in front off: up to the end of the first Received field."""
    lines = octets.splitlines(keepends=True)
    place = next((number for number, line in enumerate(lines) if line.startswith(b"Received:")), -1) + 1
    while place and lines[place].startswith((b" ", b"\t")):
        place += 1
    return Arrived(b"".join(lines[:place]), b"".join(lines[place:]))
