"""What goes back to readers: the right shape, and nothing more."""

import json
import subprocess
from pathlib import Path

import pytest

from backstamp.hits.answers import (
    DAMAGED_LINK,
    GIF,
    NOT_FOUND,
    PIXEL,
    ROBOTS,
    WRONG_METHOD,
    Answer,
    health_answer,
    redirect,
)
from backstamp.hits.health import Health, Status

HEALTHY = Health(Status.OK, 1_700_000_000_000_000, "", stored=5, waiting=0, lost=0)
FAILING = Health(Status.FAILING, 1_700_000_000_000_000, "hit store /secret/place: no", stored=5, waiting=2, lost=1)
ALL = [
    PIXEL,
    DAMAGED_LINK,
    NOT_FOUND,
    WRONG_METHOD,
    ROBOTS,
    redirect(b"https://a.example/"),
    health_answer(HEALTHY, 0),
    health_answer(FAILING, 0),
]


@pytest.mark.parametrize("answer", ALL, ids=lambda answer: answer.status)
def test_every_answer_says_its_length_and_forbids_caching_and_referrers(answer: Answer) -> None:
    names = [name for name, _ in answer.headers]
    headers = dict(answer.headers)
    assert len(names) == len(set(names))
    assert all(name == name.lower() for name in names)
    assert headers[b"content-length"] == str(len(answer.body)).encode()
    assert b"no-store" in headers[b"cache-control"]
    assert headers[b"referrer-policy"] == b"no-referrer"


@pytest.mark.needs("file")
def test_the_pixel_is_a_gif_of_one_by_one(tmp_path: Path) -> None:
    image = tmp_path / "pixel"
    image.write_bytes(GIF)
    told = subprocess.run(["file", "--brief", str(image)], capture_output=True, text=True, check=True).stdout
    assert told.strip() == "GIF image data, version 89a, 1 x 1"
    assert len(GIF) == 43


def test_the_pixel_is_transparent() -> None:
    extension = GIF.index(b"\x21\xf9\x04")
    assert GIF[extension + 3] & 1, "transparency is off"
    assert GIF[-1:] == b";"


def test_a_redirect_is_temporary_and_leads_exactly_there() -> None:
    answer = redirect(b"https://shop.example/a?b=c")
    assert answer.status == 302
    assert dict(answer.headers)[b"location"] == b"https://shop.example/a?b=c"
    assert answer.body == b""


def test_health_is_200_with_numbers_while_hits_reach_the_disk() -> None:
    answer = health_answer(HEALTHY, 7)
    assert answer.status == 200
    expected = {"status": "ok", "since": "2023-11-14T22:13:20+00:00", "stored": 5, "waiting": 0, "lost": 0}
    assert json.loads(answer.body) == {**expected, "rejected": 7}


def test_health_is_503_without_file_or_reason_while_they_do_not() -> None:
    answer = health_answer(FAILING, 0)
    assert answer.status == 503
    assert json.loads(answer.body)["status"] == "failing"
    assert b"secret" not in answer.body
