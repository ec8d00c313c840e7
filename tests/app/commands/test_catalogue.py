"""`backstamp catalogue`: lists from a real web server, and what the package itself knows."""

import json
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from tests.app.conftest import Call

from backstamp.catalogue.catalogue import load_catalogue

RELAY = b"172.224.224.0/31,GB,GB-EN,London,\n2a02:26f7:b000:4000::/64,SE,SE-AB,Stockholm,\n"
GOOGLE = json.dumps({"creationTime": "2026-11-01T00:00:00", "prefixes": [{"ipv4Prefix": "66.249.93.0/24"}]}).encode()


@contextmanager
def lists(**files: bytes) -> Iterator[str]:
    """A web server with these files; yields its address."""

    class Files(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = files.get(self.path.strip("/"))
            self.send_response(404 if body is None else 200)
            self.send_header("Last-Modified", "Sat, 31 Oct 2026 08:00:00 GMT")
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Files)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def set_up(folder: Path, address: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / "backstamp.toml").write_text(
        f'[catalogue]\napple_relay = "{address}/relay"\ngoogle_fetchers = "{address}/google"\n'
    )


def test_lists_are_loaded_kept_by_day_and_compared(call: Call, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with lists(relay=RELAY, google=GOOGLE) as address:
        set_up(folder, address)
        first = call("catalogue", "update", "--data", folder)
        again = call("catalogue", "update", "--data", folder)
    assert first.code == 0
    assert first.text == (
        "relay of 2026-10-31: 2 added, 0 removed, 0 unchanged\ngoogle of 2026-11-01: 1 added, 0 removed, 0 unchanged\n"
    )
    assert "relay of 2026-10-31: 0 added, 0 removed, 2 unchanged since 2026-10-31" in again.text
    kept = sorted(path.name for path in (folder / "catalogue").iterdir())
    assert kept == ["google-2026-11-01.json", "relay-2026-10-31.csv"]


def test_a_list_that_cannot_be_had_is_exit_code_1_and_the_other_is_kept(call: Call, tmp_path: Path) -> None:
    with lists(google=GOOGLE) as address:
        set_up(tmp_path / "data", address)
        done = call("catalogue", "update", "--data", tmp_path / "data")
    assert (done.code, done.out) == (1, b"")
    assert "answered 404 instead of 200" in done.err
    assert "google of 2026-11-01" in done.err


def test_a_folder_made_for_lists_is_private(call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with lists(relay=RELAY, google=GOOGLE) as address:
        monkeypatch.setenv("BACKSTAMP_CATALOGUE__APPLE_RELAY", f"{address}/relay")
        monkeypatch.setenv("BACKSTAMP_CATALOGUE__GOOGLE_FETCHERS", f"{address}/google")
        assert call("catalogue", "update", "--data", "data").code == 0
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700


def test_everything_that_the_package_knows_is_shown_with_source_and_date(call: Call) -> None:
    catalogue = load_catalogue()
    lines = call("catalogue", "show").text.splitlines()
    facts = [(fact.name, str(fact.dated)) for fact in catalogue.fetchers]
    facts += [(fact.name, str(fact.dated)) for fact in catalogue.network_facts]
    facts += [(claim.name, str(claim.dated)) for claim in catalogue.refuted]
    assert all(name in line and dated in line for (name, dated), line in zip(facts, lines, strict=True))
