"""Block lists at the edge: where the notes, the headings and the files come from."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.recipient.block_samples import CLICK, OPEN, target

from backstamp.app.blocking import BlockList, left_out_note, render, write
from backstamp.errors import UsageError
from backstamp.recipient.block.registry import load_format
from backstamp.recipient.block.target import Scope, Target

NOW = datetime(2026, 11, 21, 16, 0, tzinfo=UTC)
HOST = target("o.example.com")
SHARED = target("m.example.com", "", OPEN, CLICK, scope=Scope.SHARED)
UNKNOWN = target("p.example.com", scope=Scope.SHARED)


def made(*targets: Target, left_out: tuple[Target, ...] = (), name: str = "pihole") -> BlockList:
    return BlockList(load_format(name), targets, left_out, "from a test")


def test_the_heading_says_which_scopes_the_file_holds() -> None:
    both = made(HOST, SHARED)
    assert b"# Hosts that serve only opens, from a test." in render(both, [HOST], NOW)
    assert b"# Hosts that also carry links or content, from a test." in render(both, [SHARED], NOW)
    assert b"# Hosts, from a test." in render(both, [HOST, SHARED], NOW)
    assert b"# No hosts, from a test." in render(both, [], NOW)


def test_why_hosts_were_left_out_is_told() -> None:
    assert left_out_note(made(HOST)) == ""
    assert left_out_note(made(HOST, left_out=(SHARED, SHARED, UNKNOWN))) == (
        "3 hosts were left out: 2 also carry links or content; of 1 only some paths are known, or a site has that name. "
        "Blocking these breaks mail; --only shared writes them, --only both writes all."
    )
    assert left_out_note(made(SHARED, left_out=(HOST,))) == (
        "1 host was left out: nothing but opens there. --only open writes these, --only both writes all."
    )


def test_a_folder_gets_a_file_for_each_scope(tmp_path: Path) -> None:
    files = write(made(HOST, SHARED), tuple(Scope), str(tmp_path), NOW)
    assert [file.name for file in files] == ["backstamp-pihole-open.txt", "backstamp-pihole-shared.txt"]
    texts = [file.read_text() for file in files]
    assert ["||o.example.com^" in text for text in texts] == [True, False]
    assert ["||m.example.com^" in text for text in texts] == [False, True]


def test_what_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot write"):
        write(made(HOST), (Scope.OPEN,), f"{tmp_path}/missing/list.txt", NOW)
