import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import httpx2
import pytest
from tests.catalogue.mmdb import write_database

from backstamp.catalogue import update
from backstamp.catalogue.catalogue import load_catalogue
from backstamp.catalogue.dated import Answer
from backstamp.errors import CatalogueError

TODAY = date(2026, 11, 21)
RELAY = b"104.28.9.160/27,GB,GB-ENG,London,\n172.224.224.0/27,US,US-CA,Los Angeles,\n"
GOOGLE = json.dumps({"creationTime": "2026-11-18T08:00:00", "prefixes": [{"ipv4Prefix": "66.249.80.0/22"}]}).encode()


class Publisher:
    """A web server whose pages a test sets: path to status, headers and body."""

    def __init__(self) -> None:
        self.pages: dict[str, tuple[int, dict[str, str], bytes]] = {}
        publisher = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                status, headers, body = publisher.pages.get(self.path, (404, {}, b""))
                self.send_response_only(status)
                for name, value in {"Content-Length": str(len(body)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.base = f"http://127.0.0.1:{self.server.server_port}"

    def puts(self, path: str, body: bytes, status: int = 200, **headers: str) -> str:
        self.pages[path] = (status, {name.replace("_", "-"): value for name, value in headers.items()}, body)
        return self.base + path


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    publisher = Publisher()
    Thread(target=publisher.server.serve_forever, args=(0.02,), daemon=True).start()
    yield publisher
    publisher.server.shutdown()
    publisher.server.server_close()


@pytest.fixture
def client() -> Iterator[httpx2.Client]:
    with httpx2.Client(timeout=5, trust_env=False) as client:
        yield client


def sources(**addresses: str) -> update.Sources:
    return update.Sources(**{"relay": None, "google": None, **addresses})


def test_a_list_is_kept_under_the_day_it_was_last_modified_and_judges_that_day(publisher, client, tmp_path):
    relay = publisher.puts("/relay.csv", RELAY, last_modified="Wed, 01 Sep 2021 07:00:00 GMT")
    (loaded,) = update.update(tmp_path / "lists", sources(relay=relay), client, TODAY)
    assert loaded.path == tmp_path / "lists" / "relay-2021-09-01.csv"
    assert (loaded.compared, loaded.added, loaded.removed, loaded.unchanged) == (None, 2, 0, 0)
    assert loaded.path.read_bytes() == RELAY
    answer = load_catalogue(tmp_path / "lists").networks.look("104.28.9.182", date(2021, 9, 5)).relay
    assert answer.answer is Answer.IN_LIST


def test_the_older_list_stays_and_the_difference_is_told(publisher, client, tmp_path):
    relay = publisher.puts("/relay.csv", RELAY, last_modified="Wed, 01 Sep 2021 07:00:00 GMT")
    update.update(tmp_path, sources(relay=relay), client, TODAY)
    publisher.puts("/relay.csv", b"172.224.224.0/27,US\n140.248.0.0/24,US\n", date="Mon, 17 Aug 2026 07:00:00 GMT")
    (loaded,) = update.update(tmp_path, sources(relay=relay), client, TODAY)
    assert (loaded.dated, loaded.compared) == (date(2026, 8, 17), date(2021, 9, 1))
    assert (loaded.added, loaded.removed, loaded.unchanged) == (1, 1, 1)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["relay-2021-09-01.csv", "relay-2026-08-17.csv"]


def test_googles_list_states_its_own_day(publisher, client, tmp_path):
    google = publisher.puts("/google.json", GOOGLE, last_modified="Wed, 01 Sep 2021 07:00:00 GMT")
    (loaded,) = update.update(tmp_path, sources(google=google), client, TODAY)
    assert loaded.path.name == "google-2026-11-18.json"


@pytest.mark.parametrize("header", ["", "not a day", "Fri, 31 Dec 9999 23:59:59 GMT"])
def test_without_a_usable_day_the_list_is_todays(publisher, client, tmp_path, header):
    relay = publisher.puts("/relay.csv", RELAY, last_modified=header)
    (loaded,) = update.update(tmp_path, sources(relay=relay), client, TODAY)
    assert loaded.dated == TODAY


def test_databases_are_named_by_the_day_they_were_built(publisher, client, tmp_path):
    made = tmp_path / "made.mmdb"
    write_database(made, {"192.0.2.0/24": {"asn": 64496}}, int(datetime(2026, 6, 17, tzinfo=UTC).timestamp()))
    address = publisher.puts("/asn.mmdb", made.read_bytes())
    (loaded,) = update.update(tmp_path / "lists", sources(asn=address), client, TODAY)
    assert (loaded.name, loaded.dated, loaded.added) == ("asn", date(2026, 6, 17), None)
    assert load_catalogue(tmp_path / "lists").networks.look("192.0.2.1", TODAY).asn == 64496


def test_a_page_that_is_no_list_changes_nothing(publisher, client, tmp_path):
    (tmp_path / "relay-2026-11-21.csv").write_bytes(RELAY)
    for body in (b"<html>sign in</html>", b""):
        relay = publisher.puts("/relay.csv", body)
        with pytest.raises(CatalogueError, match="older lists stay in use"):
            update.update(tmp_path, sources(relay=relay), client, TODAY)
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [RELAY]


def test_one_list_that_fails_does_not_keep_the_others_back(publisher, client, tmp_path):
    google = publisher.puts("/google.json", GOOGLE)
    with pytest.raises(
        CatalogueError, match=r"answered 404 instead of 200.*updated all the same: google of 2026-11-18"
    ):
        update.update(tmp_path, sources(relay=publisher.base + "/gone.csv", google=google), client, TODAY)
    assert (tmp_path / "google-2026-11-18.json").is_file()


def test_a_list_without_end_is_cut_off(publisher, client, tmp_path, monkeypatch):
    kinds = tuple(update._Kind(kind.name, kind.ending, 64, kind.reader, kind.own_day) for kind in update._KINDS)
    monkeypatch.setattr(update, "_KINDS", kinds)
    relay = publisher.puts("/relay.csv", RELAY)
    with pytest.raises(CatalogueError, match="sent more than 64 octets"):
        update.update(tmp_path, sources(relay=relay), client, TODAY)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/relay.csv", "no address", "ftp://127.0.0.1/x", "http://[::"])
def test_an_address_that_cannot_be_reached_is_told(client, tmp_path, address):
    with pytest.raises(CatalogueError, match="cannot be had"):
        update.update(tmp_path, sources(relay=address), client, TODAY)


def test_a_folder_that_cannot_be_made_is_told(client, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(CatalogueError, match="cannot be made"):
        update.update(tmp_path / "file" / "lists", sources(), client, TODAY)


def test_redirects_are_followed(publisher, client, tmp_path):
    there = publisher.puts("/there.csv", RELAY)
    here = publisher.puts("/here.csv", b"", 302, Location=there)
    assert update.update(tmp_path, sources(relay=here), client, TODAY)[0].added == 2
