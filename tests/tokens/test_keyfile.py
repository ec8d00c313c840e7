"""The key file: made on first use, private, rotated without losing mail that is out."""

import json
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstamp.errors import KeyFileError
from backstamp.tokens.keyfile import KeyFile
from backstamp.tokens.token import Token

PIXEL = Token(1, 2, 0)


@pytest.fixture
def keyfile(tmp_path: Path) -> KeyFile:
    return KeyFile(tmp_path / "data" / "keys.json")


def test_first_use_makes_a_key_that_only_its_owner_can_read(keyfile: KeyFile) -> None:
    text = keyfile.ring().seal(PIXEL)
    assert stat.S_IMODE(keyfile.path.stat().st_mode) == 0o600
    assert keyfile.ring().open(text.encode(), link=False) == PIXEL


def test_no_file_means_no_keys_and_reading_makes_none(keyfile: KeyFile) -> None:
    assert keyfile.records() == []
    assert not keyfile.path.exists()


def test_mail_stamped_before_a_rotation_still_opens_after_it(keyfile: KeyFile) -> None:
    before = keyfile.ring().seal(PIXEL)
    newest = keyfile.new()
    after = keyfile.ring().seal(PIXEL)
    assert before != after
    assert keyfile.records()[0].id == newest.id
    assert keyfile.ring().open(before.encode(), link=False) == PIXEL
    assert keyfile.ring().open(after.encode(), link=False) == PIXEL


def test_a_retired_key_opens_nothing_and_its_secret_is_gone(keyfile: KeyFile) -> None:
    before = keyfile.ring().seal(PIXEL)
    old = keyfile.records()[0]
    keyfile.new()
    retired = keyfile.retire(old.id.upper())
    assert retired.retired is not None
    assert keyfile.records()[1].secret == b""
    assert keyfile.ring().open(before.encode(), link=False) is None


def test_the_only_key_cannot_be_retired_nor_one_that_is_not_there(keyfile: KeyFile) -> None:
    only = keyfile.new()
    with pytest.raises(KeyFileError, match="only key"):
        keyfile.retire(only.id)
    with pytest.raises(KeyFileError, match="keys list"):
        keyfile.retire("ffffff")


def test_all_keys_retired_by_hand_is_told(keyfile: KeyFile) -> None:
    keyfile.new()
    content = json.loads(keyfile.path.read_text())
    content["keys"][0].update(retired="2026-01-01T00:00:00+00:00", secret=None)
    keyfile.path.write_text(json.dumps(content))
    with pytest.raises(KeyFileError, match="keys new"):
        keyfile.ring()


def test_a_key_file_that_others_can_read_is_refused_with_the_remedy(keyfile: KeyFile) -> None:
    keyfile.new()
    keyfile.path.chmod(0o644)
    with pytest.raises(KeyFileError, match="chmod 600"):
        keyfile.records()


def test_a_folder_in_its_place_is_told(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match="cannot read"):
        KeyFile(tmp_path).records()
    (tmp_path / "file").touch()
    with pytest.raises(KeyFileError, match="cannot"):
        KeyFile(tmp_path / "file" / "keys.json").new()


def test_a_secret_is_in_no_repr(keyfile: KeyFile) -> None:
    record = keyfile.new()
    assert record.secret.hex() not in repr(record)
    assert repr(record.secret) not in repr(record)


@given(
    content=st.one_of(
        st.binary(),
        st.recursive(st.none() | st.integers() | st.text(), st.lists).map(
            lambda value: json.dumps({"keys": value}).encode()
        ),
    )
)
def test_anything_else_in_the_file_is_a_clear_error(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("keys") / "keys.json"
    path.touch(mode=0o600)
    path.write_bytes(content)
    try:
        records = KeyFile(path).records()
    except KeyFileError as error:
        assert "is not a key file" in error.operator
    else:
        assert records == []


def test_processes_that_make_the_first_key_at_once_agree_on_it(tmp_path):
    program = (
        "import sys; from pathlib import Path; from backstamp.tokens.keyfile import KeyFile; "
        "from backstamp.tokens.token import Token; print(KeyFile(Path(sys.argv[1])).ring().seal(Token(1, 2, 0)))"
    )
    started = [
        subprocess.Popen([sys.executable, "-c", program, tmp_path / "new" / "keys"], stdout=subprocess.PIPE)
        for _ in range(6)
    ]
    assert len({process.communicate()[0] for process in started}) == 1
    assert len(KeyFile(tmp_path / "new" / "keys").records()) == 1
