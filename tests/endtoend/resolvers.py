"""Debian's resolvers, each with a block list, forwarding to an Internet of our own in which every name exists."""

import getpass
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import dns.exception
import dns.flags
import dns.message
import dns.query
import dns.rcode
import dns.rdatatype
import dns.rrset
from tests.endtoend.installation import free_ports
from tests.endtoend.processes import tail

EVERYWHERE = "192.0.2.80"
SOMEWHERE = "198.51.100.66"
"""Where names that begin with ``elsewhere`` lead."""


@contextmanager
def internet() -> Iterator[int]:
    """A name server for which every name has an address; yields its port on 127.0.0.1."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        threading.Thread(target=_serve, args=(server,), daemon=True).start()
        yield server.getsockname()[1]


def _serve(server: socket.socket) -> None:
    while True:
        try:
            wire, client = server.recvfrom(4096)
        except OSError:
            return
        with suppress(dns.exception.DNSException, OSError):
            server.sendto(_answer(dns.message.from_wire(wire)), client)


def _answer(query: dns.message.Message) -> bytes:
    answer = dns.message.make_response(query, recursion_available=True)
    question = query.question[0]
    if question.rdtype == dns.rdatatype.A:
        address = SOMEWHERE if question.name.to_text().startswith("elsewhere") else EVERYWHERE
        answer.answer.append(dns.rrset.from_text(question.name, 60, "IN", "A", address))
    return answer.to_wire()


def ask(port: int, name: str, kind: str = "A") -> tuple[str, list[str]]:
    """What a resolver on 127.0.0.1 says: its response code, and the data of the answer."""
    answer = dns.query.udp(dns.message.make_query(name, kind), "127.0.0.1", port=port, timeout=10)
    return dns.rcode.to_text(answer.rcode()), [data.to_text() for rrset in answer.answer for data in rrset]


@contextmanager
def bind(folder: Path, zone: Path, upstream: int) -> Iterator[int]:
    """BIND with a response policy zone; yields its port."""
    (port,) = free_ports(1)
    settings = folder / "named.conf"
    settings.write_text(
        f"""options {{ directory "{folder}"; listen-on port {port} {{ 127.0.0.1; }}; listen-on-v6 {{ none; }};
        pid-file "{folder}/named.pid"; session-keyfile "{folder}/session.key"; dnssec-validation no; recursion yes;
        forwarders {{ 127.0.0.1 port {upstream}; }}; forward only;
        response-policy {{ zone "backstamp.rpz"; }}; }};
        controls {{ }};
        zone "backstamp.rpz" {{ type primary; file "{zone}"; }};"""
    )
    with _running(["named", "-g", "-c", str(settings)], folder / "named.log", port):
        yield port


@contextmanager
def unbound(folder: Path, upstream: int, *, include: Path | None = None, zone: Path | None = None) -> Iterator[int]:
    """Unbound with a file of local zones, or with a response policy zone; yields its port."""
    (port,) = free_ports(1)
    settings = folder / "unbound.conf"
    settings.write_text(unbound_settings(folder, port, upstream, include=include, zone=zone))
    subprocess.run(["unbound-checkconf", str(settings)], check=True, capture_output=True, timeout=60)
    with _running(["unbound", "-d", "-c", str(settings)], folder / "unbound.log", port):
        yield port


def unbound_settings(folder: Path, port: int, upstream: int, *, include: Path | None, zone: Path | None) -> str:
    """The settings of such an Unbound."""
    policy = f'rpz:\n name: backstamp.rpz\n zonefile: "{zone}"\n' if zone else ""
    return f"""server:
 interface: 127.0.0.1
 port: {port}
 username: ""
 chroot: ""
 directory: "{folder}"
 pidfile: "{folder}/unbound.pid"
 use-syslog: no
 logfile: ""
 do-not-query-localhost: no
 num-threads: 1
 module-config: "respip validator iterator"
forward-zone:
 name: "."
 forward-addr: 127.0.0.1@{upstream}
{policy}{f'include: "{include}"' if include else ""}
"""


@contextmanager
def dnsmasq(folder: Path, upstream: int, settings: Path) -> Iterator[int]:
    """dnsmasq with a file of settings; yields its port."""
    (port,) = free_ports(1)
    command = ["dnsmasq", "--keep-in-foreground", f"--port={port}", "--listen-address=127.0.0.1", "--bind-interfaces"]
    command += ["--no-resolv", "--no-hosts", f"--server=127.0.0.1#{upstream}", f"--conf-file={settings}"]
    command += [f"--pid-file={folder / 'dnsmasq.pid'}", f"--user={getpass.getuser()}", "--log-facility=-"]
    with _running(command, folder / "dnsmasq.log", port):
        yield port


@contextmanager
def _running(command: list[str], log: Path, port: int) -> Iterator[None]:
    with log.open("ab") as file:
        process = subprocess.Popen(command, stdout=file, stderr=file)
    try:
        _wait(process, port, log)
        yield
    finally:
        process.kill()
        process.wait(timeout=20)


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + 30
    while True:
        with suppress(dns.exception.Timeout, OSError):
            dns.query.udp(dns.message.make_query("ready.site.example", "A"), "127.0.0.1", port=port, timeout=1)
            return
        assert process.poll() is None, f"the program ended:\n{tail(log)}"
        assert time.monotonic() < deadline, f"nothing answers on {port}:\n{tail(log)}"
        time.sleep(0.05)
