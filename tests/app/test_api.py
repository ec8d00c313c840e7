"""The JSON API over real HTTP."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx2
import pytest
from pydantic import TypeAdapter
from tests.app.samples import ACCEPTED, CURL, LATER, REFUSED, THUNDERBIRD, Archive, draft

from backstamp.app.api import make_api
from backstamp.app.endpoint import Endpoint
from backstamp.app.http import HttpServer
from backstamp.app.models import HitReport, MessageReport, Report
from backstamp.app.reading import reading

KEY = "the-key-of-this-test"


@dataclass
class Api:
    """A running API on an archive; `well` is what it is told of the store."""

    archive: Archive
    message: str = ""
    well: bool = True
    url: str = ""
    client: httpx2.Client = field(default_factory=lambda: httpx2.Client(trust_env=False))

    def get(self, path: str, key: str | None = KEY) -> httpx2.Response:
        headers = {} if key is None else {"authorization": f"Bearer {key}"}
        return self.client.get(self.url + path, headers=headers)


@contextmanager
def running(archive: Archive) -> Iterator[Api]:
    """The API of an archive, on a server in a thread."""
    api = Api(archive)
    ready = threading.Event()
    ended: list[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = []

    async def serve() -> None:
        with reading(archive.path, lambda: LATER) as reporter:
            server = HttpServer(make_api(reporter, KEY, lambda: api.well), Endpoint("127.0.0.1", 0))
            await server.start()
            api.url = f"http://{server.endpoint}"
            ended.append((asyncio.get_running_loop(), asyncio.Event()))
            ready.set()
            await ended[0][1].wait()
            await server.stop()

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    assert ready.wait(20)
    yield api
    api.client.close()
    loop, event = ended[0]
    loop.call_soon_threadsafe(event.set)
    thread.join(20)


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    archive = Archive(tmp_path_factory.mktemp("api"))
    number = archive.message(draft("ada@reader.example", "ben@reader.example"), [ACCEPTED, REFUSED])
    archive.hit(number, 0, THUNDERBIRD)
    archive.hit(number, 0, CURL)
    with running(archive) as api:
        api.message = f"{number:016x}"
        yield api


PATHS = ["/api/messages", "/api/messages/0", "/api/hits", "/api/hits/1"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("key", [None, "wrong", KEY + "x", KEY[:-1], KEY.upper(), "é"])
def test_without_the_right_key_nothing_is_told(api: Api, path: str, key: str | None) -> None:
    headers = [] if key is None else [(b"authorization", f"Bearer {key}".encode())]
    answer = api.client.get(api.url + path, headers=headers)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.json() == {"detail": "give the key: Authorization: Bearer …"}


def test_another_scheme_is_no_key(api: Api) -> None:
    assert api.client.get(f"{api.url}/api/hits", auth=("user", KEY)).status_code == 401


def test_messages_and_hits_are_what_the_models_say(api: Api) -> None:
    report = Report.model_validate_json(api.get("/api/messages").text)
    (message,) = report.messages
    assert message.id == api.message
    assert [each.state for each in message.deliveries] == ["human-open", "none"]
    assert MessageReport.model_validate_json(api.get(f"/api/messages/{api.message[:10]}").text) == message
    hits = TypeAdapter(list[HitReport]).validate_json(api.get("/api/hits").text)
    assert [hit.id for hit in hits] == [1, 2]
    assert HitReport.model_validate_json(api.get("/api/hits/2").text) == hits[1]
    assert [hit["id"] for hit in api.get("/api/hits?after=1&limit=1").json()] == [2]
    assert api.get("/api/hits?after=2").json() == []


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/api/messages/zz", "hex digits"),
        ("/api/messages/" + "f" * 16, "begins"),
        ("/api/messages/" + "0" * 5000, "hex digits"),
        ("/api/hits/3", "there is no hit 3"),
        ("/api/hits/-1", "there is no hit -1"),
        (f"/api/hits/{10**25}", "there is no hit"),
    ],
)
def test_what_is_not_there_is_404_and_said(api: Api, path: str, told: str) -> None:
    answer = api.get(path)
    assert answer.status_code == 404
    assert told in answer.json()["detail"]


@pytest.mark.parametrize(
    "path",
    [
        "/api/messages?limit=0",
        "/api/messages?limit=501",
        "/api/messages?limit=many",
        "/api/hits?after=-1",
        f"/api/hits?after={2**63}",
        "/api/hits?limit=1001",
        "/api/hits/first",
    ],
)
def test_nonsense_is_422(api: Api, path: str) -> None:
    assert api.get(path).status_code == 422


def test_the_health_says_whether_hits_reach_the_disk(api: Api) -> None:
    assert (api.get("/healthz", None).status_code, api.get("/healthz", None).json()) == (200, {"status": "ok"})
    api.well = False
    try:
        answer = api.get("/healthz", None)
    finally:
        api.well = True
    assert (answer.status_code, answer.json()) == (503, {"status": "failing"})


def test_it_describes_itself(api: Api) -> None:
    described = api.get("/openapi.json", None).json()
    assert set(described["paths"]) == {
        "/healthz",
        "/api/messages",
        "/api/messages/{message}",
        "/api/hits",
        "/api/hits/{hit}",
    }
    assert described["components"]["securitySchemes"]["HTTPBearer"]["scheme"] == "bearer"
    assert {"Report", "MessageReport", "HitReport"} <= set(described["components"]["schemas"])
    assert api.get("/docs").status_code == 404


def test_a_store_that_fails_is_503_and_tells_strangers_nothing(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    archive.message(draft("ada@reader.example"), [ACCEPTED])
    archive.folder.hits.write_bytes(b"damaged " * 1000)
    with running(archive) as api:
        for path in ("/api/messages", "/api/hits", "/api/hits/1"):
            answer = api.get(path)
            assert answer.status_code == 503
            assert answer.json() == {"detail": "temporarily unavailable, please try again later"}
