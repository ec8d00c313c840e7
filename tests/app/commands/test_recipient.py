"""`backstamp recipient stop`: mail already sent falls silent, new mail is not stamped, nothing is deleted."""

import contextlib
import json
from pathlib import Path

import pytest
from tests.app.conftest import Call
from tests.app.samples import ACCEPTED, HTML, THUNDERBIRD, Archive, draft

from backstamp.app.models import Withdrawal
from backstamp.hits.store import HitStore
from backstamp.hits.withdrawals import tombstones, withdrawn_since

ADA, BEN = "ada@reader.example", "ben@reader.example"


def stamped(call: Call, archive: Archive, recipient: str) -> int:
    """Stamp a message as a user does; returns its id."""
    message = archive.path.with_name("message.eml")
    message.write_bytes(HTML)
    done = call(
        "stamp", message, "--to", recipient, "-o", archive.path.with_name("stamped.eml"), "--data", archive.path
    )
    assert done.code == 0, done.err
    return int(done.err.partition("message ")[2][:16], 16)


def test_all_mail_to_the_address_falls_silent_and_no_other(call: Call, archive: Archive) -> None:
    first, second, other = (stamped(call, archive, who) for who in (ADA, "Ada@READER.example", BEN))
    told = call("recipient", "stop", ADA, "--data", archive.path)
    assert (told.code, told.err) == (0, "")
    assert "2 messages sent before are silent now" in told.text
    assert "New mail to ada@reader.example will not be stamped." in told.text
    assert "Nothing was deleted" in told.text
    assert {each[1:] for each in tombstones(archive.folder.hits)} == {(first, 0), (second, 0)}
    assert withdrawn_since(archive.folder.hits, (other, 0)) is None


def test_new_mail_to_the_address_is_not_stamped(call: Call, archive: Archive) -> None:
    stamped(call, archive, ADA)
    call("recipient", "stop", ADA, "--data", archive.path)
    message = archive.path.with_name("message.eml")
    new = call("stamp", message, "--to", ADA, "--data", archive.path)
    assert b"/o/" not in new.out
    assert b"/l/" not in new.out
    other = call("stamp", message, "--to", BEN, "--data", archive.path)
    assert b"/o/" in other.out


def test_stopping_twice_is_stopping_once_and_says_so(call: Call, archive: Archive) -> None:
    stamped(call, archive, ADA)
    assert "1 message sent before is silent now:" in call("recipient", "stop", ADA, "--data", archive.path).text
    again = call("recipient", "stop", ADA, "--data", archive.path)
    assert again.code == 0
    assert "1 message sent before was silent already." in again.text
    archive.message(draft(ADA), [ACCEPTED])
    archive.message(draft(ADA), [ACCEPTED])
    more = call("recipient", "stop", ADA, "--data", archive.path)
    assert "2 messages sent before are silent now (1 more were before):" in more.text
    last = call("recipient", "stop", ADA, "--data", archive.path)
    assert "3 messages sent before were silent already." in last.text


def test_who_was_sent_nothing_is_stopped_all_the_same(call: Call, archive: Archive) -> None:
    stamped(call, archive, BEN)
    told = call("recipient", "stop", ADA, "--data", archive.path)
    assert told.code == 0
    assert "nothing to silence" in told.text
    assert b"/o/" not in call("stamp", archive.path.with_name("message.eml"), "--to", ADA, "--data", archive.path).out


def test_json_is_what_the_model_says(call: Call, archive: Archive) -> None:
    stamped(call, archive, ADA)
    told = call("recipient", "stop", ADA, "--json", "--data", archive.path)
    assert Withdrawal.model_validate_json(told.out) == Withdrawal(address=ADA, silenced=1, silent_before=0)
    assert set(json.loads(told.out)) == set(Withdrawal.model_fields)


def test_what_was_recorded_is_kept(call: Call, archive: Archive) -> None:
    number = archive.message(draft(ADA), [ACCEPTED])
    archive.hit(number, 0, THUNDERBIRD)
    call("recipient", "stop", ADA, "--data", archive.path)
    with HitStore(archive.folder.hits) as store:
        assert store.count() == 1
    assert ADA in call("report", "--data", archive.path).text


def test_the_hit_store_holds_no_address(call: Call, archive: Archive) -> None:
    stamped(call, archive, ADA)
    call("recipient", "stop", ADA, "--data", archive.path)
    octets = b"".join(file.read_bytes() for file in archive.path.glob("hits.sqlite*"))
    assert octets
    for trace in (b"ada@", b"reader.example"):
        assert trace not in octets.lower()


@pytest.mark.parametrize(
    "address", ["", "ada", "ada@", "a da@reader.example", "<ada@reader.example>", "a\r\nb@c.example"]
)
def test_what_is_no_address_is_refused(call: Call, archive: Archive, address: str) -> None:
    stamped(call, archive, ADA)
    done = call("recipient", "stop", "--data", archive.path, "--", address)
    assert (done.code, done.out) == (2, b"")
    assert "is not an address" in done.err


def test_a_folder_without_a_ledger_is_refused_rather_than_begun(call: Call, tmp_path: Path) -> None:
    done = call("recipient", "stop", ADA, "--data", "nowhere")
    assert (done.code, done.out) == (2, b"")
    assert "holds no ledger: name the right folder" in done.err
    assert not (tmp_path / "nowhere").exists()


def test_the_group_shows_its_commands(call: Call) -> None:
    with contextlib.suppress(SystemExit):
        told = call("recipient", "--help")
    assert "stop" in told.text
