"""The demo from beginning to end, as a user runs it; what it leaves is an installation like any other."""

import json
import re
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest
from tests.app.conftest import Call
from tests.app.samples import environment, run

from backstamp.app.demo.cast import CAST
from backstamp.app.demo.run import MARK
from backstamp.app.endpoint import free_endpoint
from backstamp.app.folder import DataFolder
from backstamp.hits.store import HitStore


@dataclass(frozen=True, slots=True)
class Demo:
    """A demo that was run at 100 columns."""

    folder: Path
    out: str
    seconds: float


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    folder = tmp_path_factory.mktemp("demo") / "data"
    began = time.monotonic()
    done = run("demo", "--data", str(folder), env={"COLUMNS": "100"})
    return Demo(folder, done.stdout.decode(), time.monotonic() - began)


def stored(folder: Path) -> int:
    with HitStore(DataFolder(folder).hits) as store:
        return store.count()


def test_it_ends_within_two_minutes_and_prints_plain_lines(demo: Demo) -> None:
    assert demo.seconds < 120
    assert "\x1b" not in demo.out
    lines = demo.out.splitlines()
    assert max(map(len, lines)) <= 100
    assert not any(line.endswith(" ") for line in lines)


def test_every_recipient_stands_in_report_and_truth(demo: Demo) -> None:
    _, report, truth, counts = re.split("─+ .* ─+\n", demo.out)
    words = " ".join(truth.split())
    for member in CAST:
        assert member.address in report
        assert member.truth.name in words
    assert all(letter.subject in report for letter in [member.letter for member in CAST])
    assert all(row in counts for row in ("the truth", "a naive counter", "Backstamp, at least"))


def test_backstamp_invents_no_reader_and_the_naive_counter_does(demo: Demo) -> None:
    table = demo.out[demo.out.index("Three ways of counting") :].splitlines()
    truth, naive, ours = (
        next(line for line in table if line.strip().startswith(row)) for row in ("the truth", "a naive", "Backstamp")
    )
    read = sum(member.truth.read for member in CAST)
    clicked = sum(member.truth.clicked for member in CAST)
    assert re.findall(r"\d+", truth) == [str(read), str(clicked)]
    assert re.search(r"(\d+) +(\d+) +nobody", ours)
    claimed = re.findall(r"\d+", naive)
    assert int(claimed[0]) > read


def test_as_many_hits_are_stored_as_requests_were_made(demo: Demo) -> None:
    told = re.search(r"(\d+) real HTTP requests", demo.out)
    assert told is not None
    assert stored(demo.folder) == int(told[1]) > 300


def test_its_folder_can_be_read_like_any_other(demo: Demo) -> None:
    report = json.loads(run("report", "--json", "--data", str(demo.folder)).stdout)
    deliveries = [each for message in report["messages"] for each in message["deliveries"]]
    assert {each["recipient"] for each in deliveries} == {member.address for member in CAST}
    assert all(each["settled"] for each in deliveries)


def test_a_new_server_opens_its_folder_and_a_new_demo_leaves_that_server_alone(demo: Demo) -> None:
    places = {part: free_endpoint() for part in ("RELAY", "COLLECTOR", "API")}
    listen = {f"BACKSTAMP_{part}__LISTEN": str(place) for part, place in places.items()}
    command = [sys.executable, "-m", "backstamp", "serve", "--data", str(demo.folder)]
    before = stored(demo.folder)
    server = subprocess.Popen(command, env={**environment(), **listen}, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        assert server.stdout is not None
        welcome = b"".join(server.stdout.readline() for _ in range(5)).decode()
        assert all(str(place) in welcome for place in places.values())
        key = DataFolder(demo.folder).api_key()
        answer = httpx2.get(
            f"http://{places['API']}/api/messages", headers={"authorization": f"Bearer {key}"}, trust_env=False
        )
        assert len(answer.json()["messages"]) == 2
        refused = run("demo", "--data", str(demo.folder), code=1)
        assert b"already works on" in refused.stderr
    finally:
        server.send_signal(signal.SIGINT)
        _, err = server.communicate(timeout=20)
    assert server.returncode == 0, err
    assert stored(demo.folder) == before


def test_a_second_run_replaces_the_first(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / MARK).touch()
    (folder / "left-over").touch()
    run("demo", "--data", str(folder))
    assert not (folder / "left-over").exists()
    assert len(json.loads(run("report", "--json", "--data", str(folder)).stdout)["messages"]) == 2


def test_a_folder_that_is_not_of_a_demo_is_refused_untouched(call: Call, tmp_path: Path) -> None:
    precious = tmp_path / "data" / "ledger.sqlite"
    precious.parent.mkdir()
    precious.write_text("precious")
    for target in (tmp_path / "data", precious):
        done = call("demo", "--data", target)
        assert (done.code, done.out) == (2, b"")
        assert "is not of an earlier demo" in done.err
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["ledger.sqlite"]
    assert precious.read_text() == "precious"


def test_a_folder_that_cannot_be_made_is_told(call: Call, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = call("demo", "--data", tmp_path / "file" / "data")
    assert done.code == 2
    assert "cannot make" in done.err


def test_nothing_listens_when_the_demo_is_over(demo: Demo) -> None:
    ports = set(re.findall(r"127\.0\.0\.1:(\d+)", run("hits", "--json", "--data", str(demo.folder)).stdout.decode()))
    assert ports
    for port in ports:
        with pytest.raises(OSError, match="refused"):
            socket.create_connection(("127.0.0.1", int(port)), timeout=1)
