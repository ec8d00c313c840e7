"""A ledger as version 1 wrote it, and what becomes of it."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from backstamp.errors import LedgerError
from backstamp.sender import migration
from backstamp.sender.changes import Link
from backstamp.sender.fate import State
from backstamp.sender.ledger import Ledger
from backstamp.sender.modes import Mode

VERSION_1 = """
PRAGMA journal_mode=WAL;
CREATE TABLE messages (id INTEGER NOT NULL, created INTEGER NOT NULL, sender TEXT NOT NULL, author TEXT NOT NULL,
  subject TEXT NOT NULL, header_id TEXT NOT NULL, opens BOOLEAN NOT NULL, clicks BOOLEAN NOT NULL,
  pixel BOOLEAN NOT NULL, untouched TEXT, PRIMARY KEY (id));
CREATE INDEX messages_by_age ON messages (created);
CREATE TABLE deliveries (message INTEGER NOT NULL, ordinal INTEGER NOT NULL, recipient TEXT NOT NULL,
  state VARCHAR(9) NOT NULL, decided INTEGER, code INTEGER, text TEXT, notified BOOLEAN NOT NULL,
  PRIMARY KEY (message, ordinal), FOREIGN KEY(message) REFERENCES messages (id)) WITHOUT ROWID;
CREATE TABLE links (message INTEGER NOT NULL, ordinal INTEGER NOT NULL, destination TEXT NOT NULL, text TEXT NOT NULL,
  PRIMARY KEY (message, ordinal), FOREIGN KEY(message) REFERENCES messages (id)) WITHOUT ROWID;
CREATE TABLE skipped (message INTEGER NOT NULL, what TEXT NOT NULL, reason TEXT NOT NULL,
  FOREIGN KEY(message) REFERENCES messages (id));
CREATE INDEX ix_skipped_message ON skipped (message);
CREATE TABLE notices (message INTEGER NOT NULL, headers BLOB NOT NULL, PRIMARY KEY (message),
  FOREIGN KEY(message) REFERENCES messages (id));
INSERT INTO messages VALUES (1, 1000, 'a@x.example', 'A', 'both', '<1@x.example>', 1, 1, 1, NULL);
INSERT INTO messages VALUES (2, 2000, 'a@x.example', 'A', 'opens', '', 1, 0, 1, NULL);
INSERT INTO messages VALUES (3, 3000, '', '', 'none', '', 0, 0, 0, 'It is signed.');
INSERT INTO deliveries VALUES (1, 0, 'b@y.example', 'accepted', 1001, 250, '2.0.0 ok', 0);
INSERT INTO deliveries VALUES (1, 1, 'c@y.example', 'refused', 1002, 550, '5.1.1 no', 0);
INSERT INTO deliveries VALUES (2, 0, 'b@y.example', 'offered', NULL, NULL, NULL, 0);
INSERT INTO deliveries VALUES (3, 0, 'b@y.example', 'accepted', 3001, 250, '2.0.0 ok', 0);
INSERT INTO links VALUES (1, 1, 'https://y.example/', 'one');
INSERT INTO skipped VALUES (1, 'mailto:x', 'no web page');
INSERT INTO notices VALUES (1, x'5375626a6563743a20780d0a');
PRAGMA application_id = 1112763495;
PRAGMA user_version = 1;
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with closing(sqlite3.connect(tmp_path / "ledger.sqlite")) as old:
        old.executescript(VERSION_1)
    return tmp_path / "ledger.sqlite"


def columns(path: Path) -> dict[str, set[tuple[str, str]]]:
    with closing(sqlite3.connect(path)) as found:
        names = [name for (name,) in found.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        return {name: {(row[1], row[2]) for row in found.execute(f"PRAGMA table_xinfo({name})")} for name in names}


def indexes(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as found:
        query = "SELECT name FROM sqlite_schema WHERE type = 'index' AND name NOT LIKE 'sqlite_%'"
        return {name for (name,) in found.execute(query)}


def test_everything_is_kept_and_what_was_stamped_was_individual(path: Path) -> None:
    with closing(Ledger(path, lambda: 0)) as ledger:
        none, opens, both = ledger.messages()
        assert [(each.id, each.subject) for each in (both, opens, none)] == [(1, "both"), (2, "opens"), (3, "none")]
        assert (both.opens, both.links) == (Mode.INDIVIDUAL, Mode.INDIVIDUAL)
        assert (opens.opens, opens.links) == (Mode.INDIVIDUAL, Mode.OFF)
        assert (none.opens, none.links, none.untouched) == (Mode.OFF, Mode.OFF, "It is signed.")
        assert [
            (each.recipient, each.state, each.decided, each.code, each.text, each.opens, each.links, each.reader)
            for each in ledger.deliveries(1)
        ] == [
            ("b@y.example", State.ACCEPTED, 1001, 250, "2.0.0 ok", Mode.INDIVIDUAL, Mode.INDIVIDUAL, None),
            ("c@y.example", State.REFUSED, 1002, 550, "5.1.1 no", Mode.INDIVIDUAL, Mode.INDIVIDUAL, None),
        ]
        assert ledger.deliveries(3)[0].modes.off
        assert ledger.links(1) == [Link(1, "https://y.example/", "one")]
        assert [place.what for place in ledger.skipped(1)] == ["mailto:x"]
        (owed,) = ledger.unnotified()
        assert ([each.recipient for each in owed.missed], owed.headers) == (["c@y.example"], b"Subject: x\r\n")
        ledger.mark_notified(owed)


def test_an_old_ledger_becomes_what_a_new_one_is(path: Path, tmp_path: Path) -> None:
    Ledger(path, lambda: 0).close()
    Ledger(tmp_path / "new.sqlite", lambda: 0).close()
    assert columns(path) == columns(tmp_path / "new.sqlite")
    assert indexes(path) == indexes(tmp_path / "new.sqlite")
    Ledger(path, lambda: 0).close()


def test_a_step_that_fails_leaves_the_old_ledger(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = columns(path)
    steps = (*migration._FROM_VERSION_1, "INSERT INTO nowhere VALUES (1)")
    monkeypatch.setattr(migration, "_FROM_VERSION_1", steps)
    with pytest.raises(LedgerError, match="nowhere"):
        Ledger(path, lambda: 0)
    assert columns(path) == before
    monkeypatch.undo()
    with closing(Ledger(path, lambda: 0)) as ledger:
        assert len(ledger.messages()) == 3
