"""The installation that the end-to-end tests use."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.endtoend.installation import Installation


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    with Installation(tmp_path / "data") as running:
        yield running
