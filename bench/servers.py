"""The three servers that are compared, each a process of its own on loopback with its files in a folder of its own."""

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from backstamp.tokens.keyfile import KeyFile
from backstamp.tokens.token import PIXEL, Token
from bench.figures import Subject
from bench.processes import free_port, server_process

MESSAGES, RECIPIENTS = 8, 512
"""Different pixels that are asked for: a few newsletters with a few thousand recipients in all."""

_NGINX = """\
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log crit;
events {{ worker_connections 4096; }}
http {{
    access_log {folder}/access.log combined buffer=64k flush=1s;
    keepalive_requests 1000000000;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port} backlog=1024;
        location / {{ empty_gif; }}
    }}
}}
"""
_SETTINGS = """\
base_url = "http://127.0.0.1:{collector}"
[collector]
listen = "127.0.0.1:{collector}"
[relay]
listen = "127.0.0.1:{relay}"
[api]
listen = "127.0.0.1:{api}"
"""


@dataclass(frozen=True, slots=True)
class Running:
    """A server that runs.

    Attributes:
        subject: which.
        pid: its first process.
        port: where it listens.
        store: its hit store, where it has one.
    """

    subject: Subject
    pid: int
    port: int
    store: Path | None

    def stored(self) -> int | None:
        """How many hits are in the store; None where there is none."""
        if self.store is None:
            return None
        with closing(sqlite3.connect(f"{self.store.as_uri()}?mode=ro", uri=True)) as connection:
            (count,) = connection.execute("SELECT count(*) FROM hits").fetchone()
        return int(count)


def write_targets(keys: Path, targets: Path) -> None:
    """Write the paths of pixels that are all different and all ours, one on each line.

    Args:
        keys: the key file; made where there is none.
        targets: the file to write.
    """
    ring = KeyFile(keys).ring()
    messages = [0x5EED_0000_0000_0000 + number * 0x0101_0101_0101 for number in range(MESSAGES)]
    tokens = [Token(message, recipient, PIXEL) for recipient in range(RECIPIENTS) for message in messages]
    targets.write_text("".join(f"/o/{ring.seal(token)}.gif\n" for token in tokens))


@contextmanager
def all_servers(folder: Path, keys: Path) -> Iterator[list[Running]]:
    """All three, running side by side: only the one that is asked does anything.

    Args:
        folder: an empty folder on the disk that is to be measured.
        keys: the key file that the tokens were sealed with.
    """
    with ExitStack() as running:
        yield [running.enter_context(start(folder, keys)) for start in (_nginx, _backstamp, _one_transaction)]


@contextmanager
def _nginx(folder: Path, keys: Path) -> Iterator[Running]:
    del keys
    port, home = free_port(), _made(folder / "nginx")
    configuration = home / "nginx.conf"
    configuration.write_text(_NGINX.format(folder=home, port=port))
    command = ["nginx", "-p", str(home), "-c", str(configuration), "-e", str(home / "start.log")]
    with server_process(command, port, home / "output.log") as pid:
        yield Running(Subject.NGINX, pid, port, store=None)


@contextmanager
def _backstamp(folder: Path, keys: Path) -> Iterator[Running]:
    port, home = free_port(), _made(folder / "backstamp")
    (home / "keys.json").symlink_to(keys)
    (home / "backstamp.toml").write_text(_SETTINGS.format(collector=port, relay=free_port(), api=free_port()))
    command = [sys.executable, "-m", "backstamp", "serve", "--data", str(home)]
    with server_process(command, port, home / "output.log") as pid:
        yield Running(Subject.BACKSTAMP, pid, port, home / "hits.sqlite")


@contextmanager
def _one_transaction(folder: Path, keys: Path) -> Iterator[Running]:
    port, home = free_port(), _made(folder / "one-transaction")
    store = home / "hits.sqlite"
    command = [sys.executable, "-m", "bench.one_transaction", str(keys), str(store), str(port)]
    with server_process(command, port, home / "output.log") as pid:
        yield Running(Subject.ONE_TRANSACTION, pid, port, store)


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder
