"""Resolvers and a proxy of Debian, run on loopback with their logs on; questions asked of them by hand."""

import socket
import struct
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.endtoend.processes import tail

TYPES = {"A": 1, "AAAA": 28, "HTTPS": 65}
ZONE = """$TTL 60
@ IN SOA ns.example. hostmaster.example. 1 3600 600 86400 60
@ IN NS ns.example.
ns IN A 192.0.2.53
news.shop IN CNAME shop.tracker
shop.tracker IN CNAME edge.tracker
edge.tracker IN A 198.51.100.7
open.tracker IN A 198.51.100.8
open.tracker IN AAAA 2001:db8::8
notitracker IN A 203.0.113.66
"""
RPZ = "$TTL 60\n@ IN SOA ns.example. hostmaster.example. 1 3600 600 86400 60\n@ IN NS ns.example.\nblocked.example CNAME .\n"
QUESTIONS = (
    ("open.tracker.example", "A", "127.0.0.1"),
    ("open.tracker.example", "AAAA", "127.0.0.1"),
    ("oPEN.TraCker.exAmple", "HTTPS", "127.0.0.1"),
    ("notitracker.example", "A", "127.0.0.1"),
    ("news.shop.example", "A", "127.0.0.2"),
    ("blocked.example", "A", "127.0.0.2"),
)


def ask(name: str, kind: str, source: str, port: int) -> bytes:
    """One question over UDP from an address of loopback; the answer."""
    labels = b"".join(bytes([len(label)]) + label.encode() for label in name.split("."))
    question = struct.pack(">HHHHHH", port, 0x0100, 1, 0, 0, 0) + labels + b"\0" + struct.pack(">HH", TYPES[kind], 1)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind((source, 0))
        sock.settimeout(5)
        sock.connect(("127.0.0.1", port))  # so that "nobody listens" comes back at once
        sock.send(question)
        return sock.recv(4096)


def ask_all(port: int) -> None:
    for name, kind, source in QUESTIONS:
        ask(name, kind, source, port)


@contextmanager
def running(command: list[str], port: int, log: Path) -> Iterator[None]:
    """A resolver, from when it answers until it has ended and its logs are written."""
    with log.open("ab") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output)
    try:
        _wait(process, port, log)
        yield
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            ask("ns.example", "A", "127.0.0.1", port)
        except OSError:
            assert process.poll() is None, f"the program ended:\n{tail(log)}"
            assert time.monotonic() < deadline, f"nothing answers on {port}:\n{tail(log)}"
            time.sleep(0.05)
        else:
            return


@contextmanager
def bind(folder: Path, port: int) -> Iterator[None]:
    """BIND with a view whose name is a trap; writes query.log and dnstap.out."""
    (folder / "example.zone").write_text(ZONE)
    (folder / "rpz.zone").write_text(RPZ)
    (folder / "named.conf").write_text(
        f"""options {{
            directory "{folder}"; listen-on port {port} {{ 127.0.0.1; }}; listen-on-v6 {{ none; }};
            pid-file none; session-keyfile "{folder}/session.key"; managed-keys-directory "{folder}";
            dnssec-validation no; recursion yes; allow-query {{ any; }};
            dnstap {{ client; }}; dnstap-output file "{folder}/dnstap.out";
        }};
        controls {{ }};
        logging {{
            channel queries {{ file "{folder}/query.log"; print-time yes; print-category yes; print-severity yes; }};
            category queries {{ queries; }}; category rpz {{ queries; }};
        }};
        view "all query: staff" {{
            response-policy {{ zone "rpz"; }} qname-wait-recurse no;
            zone "example" {{ type primary; file "{folder}/example.zone"; }};
            zone "rpz" {{ type primary; file "{folder}/rpz.zone"; }};
        }};
        """
    )
    with running(["named", "-f", "-c", str(folder / "named.conf")], port, folder / "named.out"):
        yield


@contextmanager
def unbound(folder: Path, port: int, upstream: int) -> Iterator[None]:
    """Unbound with log-queries, log-replies and a policy zone; writes unbound.log."""
    (folder / "rpz.zone").write_text(RPZ)
    (folder / "unbound.conf").write_text(
        f"""server:
 directory: "{folder}"
 chroot: ""
 username: ""
 pidfile: ""
 interface: 127.0.0.1@{port}
 access-control: 127.0.0.0/8 allow
 do-not-query-localhost: no
 use-syslog: no
 logfile: "{folder}/unbound.log"
 log-queries: yes
 log-replies: yes
 module-config: "respip iterator"
rpz:
 name: rpz.
 zonefile: "{folder}/rpz.zone"
 rpz-log: yes
 rpz-log-name: "staff"
remote-control:
 control-enable: no
forward-zone:
 name: "."
 forward-addr: 127.0.0.1@{upstream}
"""
    )
    with running(["unbound", "-d", "-c", str(folder / "unbound.conf")], port, folder / "unbound.out"):
        yield


@contextmanager
def dnsmasq(folder: Path, port: int, upstream: int, log_queries: str) -> Iterator[None]:
    """dnsmasq with a log file of its own, dnsmasq.log."""
    command = ["dnsmasq", "-k", "-C", "/dev/null", "-p", str(port), "--listen-address=127.0.0.1", "--bind-interfaces"]
    command += [
        "--no-resolv",
        "--no-hosts",
        f"--server=127.0.0.1#{upstream}",
        "--address=/blocked.example/#",
        "--pid-file=",
    ]
    command += ["--user=root", log_queries, f"--log-facility={folder / 'dnsmasq.log'}"]
    with running(command, port, folder / "dnsmasq.out"):
        yield
