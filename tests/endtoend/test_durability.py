"""What the server promised is kept: under kill -9, through a key rotation, against a second server."""

import json
import signal
import socket
import threading
from pathlib import Path

import httpx2
import pytest
from tests.endtoend.installation import Installation

READERS = [f"reader{number}@crowd.example" for number in range(40)]
ROUNDS = 3


class Load:
    """Clients that load pixels as fast as they can, each remembering what was acknowledged to it."""

    def __init__(self, urls: list[str], clients: int = 8) -> None:
        self.acknowledged: list[str] = []
        self._urls = urls
        self._ended = threading.Event()
        self._threads = [threading.Thread(target=self._run, args=(number,)) for number in range(clients)]
        for thread in self._threads:
            thread.start()

    def _run(self, number: int) -> None:
        sent = 0
        with httpx2.Client(timeout=5) as client:
            while not self._ended.is_set():
                mark = f"{number}-{sent}"
                try:
                    answer = client.get(self._urls[sent % len(self._urls)], headers={"user-agent": f"load {mark}"})
                except (httpx2.HTTPError, OSError):
                    return
                if answer.status_code == 200:
                    self.acknowledged.append(mark)
                sent += 1

    def join(self) -> None:
        self._ended.set()
        for thread in self._threads:
            thread.join()


def stored_marks(installation: Installation) -> list[str]:
    return [
        value.removeprefix("load ")
        for hit in installation.hits()
        for name, value in hit["headers"]
        if name == "user-agent" and value.startswith("load ")
    ]


def test_every_acknowledged_hit_is_found_after_kill_9_under_load(installation: Installation) -> None:
    installation.send(*READERS)
    urls = [installation.mailbox.pixel(reader) for reader in READERS]
    acknowledged: list[str] = []
    for number in range(ROUNDS):
        load = Load(urls)
        threading.Event().wait(1.0)
        installation.stop(signal.SIGKILL)
        load.join()
        assert len(load.acknowledged) > 100
        acknowledged += load.acknowledged
        installation.start()
        stored = stored_marks(installation)
        assert len(stored) >= len(acknowledged), f"round {number}"
        missing = set(load.acknowledged) - set(stored)
        assert not missing, f"round {number}: {len(missing)} acknowledged hits are gone"


def test_a_key_rotated_while_mail_is_out_silences_nothing(installation: Installation) -> None:
    installation.send("early@reader.example")
    early = installation.mailbox.pixel("early@reader.example")
    installation.run("keys", "new")
    old_key = json.loads(installation.run("keys", "list", "--json"))[1]["id"]
    threading.Event().wait(2)
    installation.send("late@reader.example")
    late = installation.mailbox.pixel("late@reader.example")
    key_id = len("http://127.0.0.1:") + len(str(installation.collector_port)) + len("/o/")
    assert early[key_id : key_id + 4] != late[key_id : key_id + 4]
    for url in (early, late):
        httpx2.get(url, headers={"user-agent": "curl/8"})
    assert len(installation.hits()) == 2
    installation.run("keys", "retire", old_key)
    threading.Event().wait(2)
    for url in (early, late):
        assert httpx2.get(url).headers["content-type"] == "image/gif"
    assert len(installation.hits()) == 3


def test_a_second_server_on_the_same_files_is_refused(installation: Installation) -> None:
    told = installation.run("serve", code=1)
    assert "already works on" in told
    assert "--data" in told


def test_ctrl_c_ends_the_server_cleanly(installation: Installation) -> None:
    assert installation.stop() == 0
    assert "Traceback" not in (installation.folder / "serve.log").read_text()


def test_forged_tokens_are_answered_and_never_stored(installation: Installation) -> None:
    installation.send("ada@reader.example")
    pixel = installation.mailbox.pixel("ada@reader.example")
    link = installation.mailbox.links("ada@reader.example")[0]
    forged = pixel[:-6] + ("A" if pixel[-6] != "A" else "B") + pixel[-5:]
    answer = httpx2.get(forged)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/gif")
    elsewhere = httpx2.get(link.split("?")[0] + "?to=https://elsewhere.example/")
    assert elsewhere.status_code == 404
    assert "location" not in elsewhere.headers
    right = httpx2.get(link)
    assert (right.status_code, right.headers["location"]) == (302, "https://lamplight.example/new")
    assert len(installation.hits()) == 1


def test_half_a_request_and_gone_hurts_nobody(installation: Installation) -> None:
    installation.send("ada@reader.example")
    pixel = installation.mailbox.pixel("ada@reader.example")
    path = pixel.removeprefix(installation.collector)
    for _ in range(50):
        client = socket.create_connection(("127.0.0.1", installation.collector_port))
        client.sendall(f"GET {path} HTTP/1.1\r\nhost: x\r\n\r\n".encode())
        client.close()
    assert httpx2.get(pixel).status_code == 200


@pytest.fixture
def secrets() -> dict[str, str]:
    return {
        "address": "Wilhelmina.Quarles@very-private.example",
        "subject": "Lamplight in November",
        "message id": "november-2026@lamplight.example",
    }


def test_urls_and_collector_hold_no_address_subject_or_message_id(
    installation: Installation, secrets: dict[str, str]
) -> None:
    from tests.endtoend.traces import traces_of

    recipient = secrets["address"]
    installation.send(recipient)
    urls = [installation.mailbox.pixel(recipient), *installation.mailbox.links(recipient)]
    for url in urls:
        httpx2.get(
            url, headers={"user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}
        )
    assert len(installation.hits()) == 3
    installation.stop()
    collector = b"".join(
        file.read_bytes() for file in sorted(installation.folder.glob("hits.sqlite*")) if file.is_file()
    )
    assert b"Firefox/140.0" in collector
    for where, content in [("the URLs", "\n".join(urls).encode()), ("the collector's files", collector)]:
        for what, secret in secrets.items():
            assert not traces_of(secret, content), f"{where} hold the {what}"


def test_the_search_for_traces_finds_what_it_looks_for(tmp_path: Path) -> None:
    import base64
    import hashlib

    from tests.endtoend.traces import traces_of

    address = "Ada@Reader.example"
    lower = address.lower().encode()
    leaks = [
        lower,
        lower.hex().encode(),
        b"xx" + base64.b64encode(b"id=7;" + lower),
        hashlib.md5(lower).hexdigest().encode(),
    ]
    leaks += [hashlib.sha256(lower).digest(), base64.b32encode(lower), b"ada%40reader.example", lower[::-1]]
    for leak in leaks:
        assert traces_of(address, b"some bytes before " + leak + b" and after"), leak
    assert not traces_of(address, b"nothing of the kind, Ada reads an example")
