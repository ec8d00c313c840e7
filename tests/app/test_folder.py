"""The data folder: private files, and one server at a time."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from backstamp.app.folder import DataFolder
from backstamp.errors import AlreadyRunningError, ConfigError


def test_the_api_key_is_made_once_and_private(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data")
    key = folder.api_key()
    assert len(key) >= 40
    assert folder.api_key() == key
    assert stat.S_IMODE((tmp_path / "data" / "api.key").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700


def test_a_second_server_on_the_same_folder_is_refused_and_told_which_process_holds_it(tmp_path: Path) -> None:
    refused = pytest.raises(AlreadyRunningError, match=str(os.getpid()))
    with DataFolder(tmp_path).locked(), refused, DataFolder(tmp_path).locked():
        pytest.fail("two servers on one folder")


def test_the_lock_falls_with_the_process_however_it_ends(tmp_path: Path) -> None:
    script = "import os, sys, pathlib; from backstamp.app.folder import DataFolder\n"
    script += "with DataFolder(pathlib.Path(sys.argv[1])).locked(): os.kill(os.getpid(), 9)"
    killed = subprocess.run([sys.executable, "-c", script, str(tmp_path)], check=False)
    assert killed.returncode == -9
    with DataFolder(tmp_path).locked():
        assert (tmp_path / "server.lock").read_text().strip() == str(os.getpid())


def test_a_file_in_place_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").touch()
    with pytest.raises(ConfigError, match="data"):
        DataFolder(tmp_path / "data").make()
    with pytest.raises(ConfigError, match="data/x"):
        DataFolder(tmp_path / "data" / "x").api_key()
