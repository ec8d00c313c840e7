"""`backstamp keys`: make, list, retire."""

import json
import re
import stat
from pathlib import Path

from tests.app.conftest import Call

from backstamp.tokens.keyfile import KeyFile


def test_keys_are_made_listed_and_retired(call: Call, tmp_path: Path) -> None:
    assert "No key yet" in call("keys", "list", "--data", "data").text
    assert not (tmp_path / "data").exists()
    old = call("keys", "new", "--data", "data").text[:6]
    new = call("keys", "new", "--data", "data").text[:6]
    rows = json.loads(call("keys", "list", "--json", "--data", "data").out)
    assert [(row["id"], row["use"]) for row in rows] == [(new, "seals and opens"), (old, "opens")]
    assert call("keys", "retire", old, "--data", "data").code == 0
    lines = call("keys", "list", "--data", "data").text.splitlines()
    assert re.fullmatch(rf"{new}  \S+  seals and opens", lines[0])
    assert re.fullmatch(rf"{old}  \S+  retired", lines[1])
    assert len(KeyFile(tmp_path / "data" / "keys.json").records()) == 2


def test_a_folder_made_for_keys_is_private(call: Call, tmp_path: Path) -> None:
    call("keys", "new", "--data", "data")
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "data" / "keys.json").stat().st_mode) == 0o600


def test_no_secret_is_ever_printed(call: Call, tmp_path: Path) -> None:
    made = call("keys", "new", "--data", "data")
    (entry,) = json.loads((tmp_path / "data" / "keys.json").read_text())["keys"]
    told = (
        made.text + call("keys", "list", "--data", "data").text + call("keys", "list", "--json", "--data", "data").text
    )
    assert entry["secret"]
    assert entry["secret"][:8] not in told


def test_the_only_key_is_not_retired_and_an_unknown_one_is_told(call: Call) -> None:
    key = call("keys", "new", "--data", "data").text[:6]
    only = call("keys", "retire", key, "--data", "data")
    assert (only.code, only.out) == (1, b"")
    assert "only key in use" in only.err
    assert "see `backstamp keys list`" in call("keys", "retire", "ffffff", "--data", "data").err
