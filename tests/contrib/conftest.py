"""Django within the test process: settings that each test overrides."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test.utils import override_settings
from tests.contrib.project import Server, mail_server

LOCMEM = "django.core.mail.backends.locmem.EmailBackend"


class Set:
    """Changes settings for the rest of a test."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self._open: list[Any] = []

    def __call__(self, backstamp: object = None, **others: Any) -> None:
        """Set ``BACKSTAMP`` to something; a dictionary gets the test's data folder."""
        given = {"DATA": self.data, **backstamp} if isinstance(backstamp, dict) else backstamp
        changed = override_settings(
            EMAIL_BACKEND="backstamp.contrib.django.EmailBackend", BACKSTAMP=given, EMAIL_HOST="127.0.0.1", **others
        )
        changed.enable()
        self._open.append(changed)

    def back(self) -> None:
        for changed in reversed(self._open):
            changed.disable()


@pytest.fixture
def put(tmp_path: Path) -> Iterator[Set]:
    if not settings.configured:
        settings.configure()
    put = Set(tmp_path / "data")
    yield put
    put.back()


@pytest.fixture
def server() -> Iterator[Server]:
    with mail_server() as server:
        yield server
