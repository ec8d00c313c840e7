"""Mail on its whole way, as docs/postfix.md sets it up: submitted, stamped, signed, delivered, verified, opened."""

import signal
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import dkim  # type: ignore[import-untyped]  # it has no types
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from tests.endtoend.dovecot import Dovecot
from tests.endtoend.journeys import SENDER, WAYS, Journey, fetch, html, journey, links, newsletter, pixel
from tests.endtoend.opendkim import OpenDkim, verdicts
from tests.endtoend.postfix import Arrived, needs_root
from tests.endtoend.signed_mail import Gpg, OpenSsl, Sealed

from backstamp.mail.dkim import SigningKey, sign
from backstamp.sender.unstamp import unstamp

pytestmark = [pytest.mark.needs("postfix", "opendkim", "openssl", "gpg"), needs_root]

KEY = SigningKey("lamplight.example", "autumn", rsa.generate_private_key(65537, 2048))
OLD_KEY = SigningKey("lamplight.example", "spring", rsa.generate_private_key(65537, 2048))
SEALED = [
    "smime-signed",
    "cms-signed",
    "cms-opaque",
    "smime-encrypted",
    "cms-encrypted",
    "pgp-signed",
    "pgp-encrypted",
    "inline-signed",
    "inline-encrypted",
]
_numbers = count()


@pytest.fixture(scope="module", params=list(WAYS))
def way(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Journey]:
    """Each of the page's set-ups, with OpenDKIM signing behind Backstamp."""
    folder = tmp_path_factory.mktemp("journey")
    signer = OpenDkim(folder / "signer", [KEY], sign=True)
    with journey(request.param, folder, signer, settings="[stamp]\nplain_text = true\n") as running:
        yield running


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Sealed]]:
    """Every kind of signed and encrypted message."""
    with ExitStack() as stack:
        gpg = Gpg(Path(stack.enter_context(TemporaryDirectory(prefix="gpg-", ignore_cleanup_errors=True))))
        stack.callback(gpg.close)
        smime = OpenSsl(tmp_path_factory.mktemp("seal") / "openssl")
        yield {
            "smime-signed": smime.signed("smime"),
            "cms-signed": smime.signed("cms"),
            "cms-opaque": smime.signed("cms", "-nodetach"),
            "smime-encrypted": smime.encrypted("smime"),
            "cms-encrypted": smime.encrypted("cms"),
            "pgp-signed": gpg.signed(),
            "pgp-encrypted": gpg.encrypted(),
            "inline-signed": gpg.inline_signed(),
            "inline-encrypted": gpg.inline_encrypted(),
        }


def somebody() -> str:
    """A recipient who has got nothing before."""
    return f"reader{next(_numbers)}@example.org"


def verified(arrived: Arrived, folder: Path, *keys: SigningKey) -> None:
    """OpenDKIM and dkimpy both say that the one signature is good."""
    records = {f"{key.name}.".encode(): key.record().encode() for key in keys}
    assert verdicts(arrived.octets, keys, folder) == ["pass"]
    assert dkim.verify(arrived.octets, dnsfunc=lambda name, **_: records[name])


def test_a_newsletter_arrives_stamped_and_signed_and_can_be_opened_and_unstamped(way: Journey, tmp_path: Path) -> None:
    reader = somebody()
    message = newsletter("stamped and signed")
    arrived = way.delivered(message, reader)
    verified(arrived, tmp_path, KEY)
    assert fetch(pixel(arrived)).status_code == 200
    answers = [fetch(link) for link in links(arrived)]
    assert [(answer.status_code, answer.headers["location"]) for answer in answers] == [
        (302, "https://lamplight.example/new"),
        (302, "https://lamplight.example/cellar?from=letter&shelf=3"),
    ]
    (delivery,) = way.report("stamped and signed")["deliveries"]
    assert (delivery["recipient"], delivery["state"]) == (reader, "human-click")
    assert delivery["hits"] == 3

    (tmp_path / "arrived.eml").write_bytes(arrived.octets)
    told = way.backstamp.run("unstamp", str(tmp_path / "arrived.eml"), "-o", str(tmp_path / "original.eml"))
    original = (tmp_path / "original.eml").read_bytes()
    assert original.partition(b"\r\n\r\n")[2] == message.partition(b"\r\n\r\n")[2]
    assert b"X-Backstamp" not in original, told


@pytest.mark.parametrize("kind", SEALED)
def test_signed_and_encrypted_messages_stay_good(
    way: Journey, sealed: dict[str, Sealed], kind: str, tmp_path: Path
) -> None:
    one = sealed[kind]
    assert one.opens(one.message) == one.content
    arrived = way.delivered(one.message, somebody())
    assert one.opens(arrived.octets) == one.content
    assert arrived.body == one.message.partition(b"\r\n\r\n")[2].replace(b"\r\n", b"\n")
    assert b"X-Backstamp" not in arrived.octets
    verified(arrived, tmp_path, KEY)


def test_what_seals_the_messages_is_what_keeps_them_unstamped(way: Journey) -> None:
    text = b"Subject: open\r\nContent-Type: text/plain\r\n\r\nNew on the shelves: https://lamplight.example/new\r\n"
    assert b"/l/" in way.delivered(text, somebody()).body


def test_a_message_that_asks_for_no_stamps_leaves_without_the_header(way: Journey, tmp_path: Path) -> None:
    message = newsletter("left alone")
    arrived = way.delivered(b"X-Backstamp: off\r\n" + message, somebody())
    assert arrived.body == message.partition(b"\r\n\r\n")[2].replace(b"\r\n", b"\n")
    assert b"X-Backstamp" not in arrived.octets
    verified(arrived, tmp_path, KEY)


@pytest.mark.parametrize("way", ["filter"], indirect=True)
def test_through_the_filter_each_recipient_has_a_token_and_nobody_learns_of_a_bcc(way: Journey, tmp_path: Path) -> None:
    ada, ben, hidden = "ada@example.org", "ben@example.org", "hidden@example.org"
    header = f"Cc: {ada}, {ben}\r\nBcc: {hidden}\r\n".encode()
    way.send(header + newsletter("a copy each"), ada, ben, hidden)
    copies = {reader: way.postfix.wait_for(reader)[0] for reader in (ada, ben, hidden)}
    assert len({pixel(copy) for copy in copies.values()}) == 3
    assert len({link for copy in copies.values() for link in links(copy)}) == 6
    for reader, copy in copies.items():
        verified(copy, tmp_path, KEY)
        assert (hidden.encode() in copy.octets) is (reader == hidden)
    fetch(pixel(copies[ben]))
    deliveries = way.report("a copy each")["deliveries"]
    assert [(each["recipient"], each["handover"], each["hits"]) for each in deliveries] == [
        (ada, "accepted", 0),
        (ben, "accepted", 1),
        (hidden, "accepted", 0),
    ]


@pytest.mark.parametrize("way", ["milter"], indirect=True)
def test_through_the_milter_several_recipients_share_a_token_and_the_report_says_so(
    way: Journey, tmp_path: Path
) -> None:
    ada, ben = somebody(), somebody()
    way.send(newsletter("one for all"), ada, ben)
    (first,), (second,) = way.postfix.wait_for(ada), way.postfix.wait_for(ben)
    verified(first, tmp_path, KEY)
    assert first.message == second.message
    fetch(pixel(first), "203.0.113.5")
    fetch(pixel(second), "198.51.100.7")
    report = way.report("one for all")
    assert (report["opens_mode"], report["deliveries"], report["counts"]["together"]) == ("aggregate", [], 2)
    assert (report["together"]["recipients"], report["together"]["hits"]) == (2, 2)
    told = way.backstamp.run("report", "--message", report["id"])
    assert "this report cannot say who, nor how many people" in " ".join(told.split())


@pytest.mark.parametrize("way", ["milter"], indirect=True)
def test_the_report_says_that_the_mail_server_has_it_in_its_queue(way: Journey) -> None:
    reader = somebody()
    way.delivered(newsletter("in the queue"), reader)
    (delivery,) = way.report("in the queue")["deliveries"]
    assert (delivery["recipient"], delivery["handover"], delivery["state"]) == (reader, "queued", "none")


@pytest.mark.parametrize("which", list(WAYS))
def test_a_message_signed_by_another_key_leaves_with_our_signature(which: str, tmp_path: Path) -> None:
    private = tmp_path / "autumn.pem"
    private.touch(mode=0o600)
    private.write_bytes(KEY.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    settings = (
        '[stamp]\nsignatures = "resign"\n'
        f'[dkim]\ndomain = "{KEY.domain}"\nselector = "{KEY.selector}"\nkey = "{private}"\n'
    )
    message = newsletter("signed before").replace(
        b"MIME-Version", b"Date: Fri, 20 Nov 2026 10:00:00 +0000\r\nMIME-Version"
    )
    signed = sign(message, OLD_KEY, when=1_790_000_000) + message
    assert verdicts(signed, [OLD_KEY, KEY], tmp_path) == ["pass"]
    verifier = OpenDkim(tmp_path / "verifier", [OLD_KEY, KEY])
    with journey(which, tmp_path, verifier, settings=settings) as running:
        arrived = running.delivered(signed, "ada@example.org")
    assert b"s=autumn" in arrived.octets
    assert arrived.octets.count(b"\r\nDKIM-Signature:") + arrived.octets.startswith(b"DKIM-Signature:") == 1
    assert b"dkim=pass" in arrived.octets
    assert f"header.d={KEY.domain}".encode() in arrived.octets
    assert "/o/" in html(arrived)
    verified(arrived, tmp_path, OLD_KEY, KEY)


@pytest.mark.parametrize("which", list(WAYS))
def test_a_message_whose_signature_is_stripped_leaves_with_opendkims(which: str, tmp_path: Path) -> None:
    signer = OpenDkim(tmp_path / "signer", [KEY], sign=True)
    message = newsletter("stripped")
    signed = sign(message, OLD_KEY, when=1_790_000_000) + message
    with journey(which, tmp_path, signer, settings='[stamp]\nsignatures = "strip"\n') as running:
        arrived = running.delivered(signed, "ada@example.org")
    assert "/o/" in html(arrived)
    assert b"s=autumn" in arrived.octets
    verified(arrived, tmp_path, OLD_KEY, KEY)


def test_a_signed_message_leaves_as_it_came_where_signatures_are_to_be_left(way: Journey, tmp_path: Path) -> None:
    message = newsletter("left signed").replace(
        b"MIME-Version", b"Date: Fri, 20 Nov 2026 10:00:00 +0000\r\nMIME-Version"
    )
    signed = sign(message, OLD_KEY, when=1_790_000_000) + message
    arrived = way.delivered(signed, somebody())
    assert arrived.message.endswith(signed.replace(b"\r\n", b"\n"))
    assert verdicts(arrived.octets, [OLD_KEY, KEY], tmp_path) == ["pass", "pass"]


def test_who_asks_for_more_than_the_account_allows_is_told(tmp_path: Path) -> None:
    signer = OpenDkim(tmp_path / "signer", [KEY], sign=True)
    with journey("milter", tmp_path, signer, front='opens = "aggregate"\nlinks = "aggregate"\n') as running:
        with running.client() as client:
            client.ehlo()
            client.mail(SENDER)
            client.rcpt("ada@example.org")
            code, text = client.data(b"X-Backstamp: individual\r\n" + newsletter("too much"))
        assert (code, text[:6]) == (550, b"5.7.1 ")
        assert b"more than this account allows" in text
        running.delivered(newsletter("just right"), "ada@example.org")


def test_what_the_filter_refuses_comes_back_to_its_sender(tmp_path: Path) -> None:
    signer = OpenDkim(tmp_path / "signer", [KEY], sign=True)
    with journey("filter", tmp_path, signer, front='opens = "aggregate"\nlinks = "aggregate"\n') as running:
        with running.client() as client:
            client.sendmail("author@example.org", ["ada@example.org"], b"X-Backstamp: opens=individual\r\n\r\nBody\r\n")
        (notice,) = running.postfix.wait_for("author@example.org")
        assert running.postfix.mailbox("ada@example.org") == []
    assert b"more than this account allows" in b" ".join(notice.body.split())


def test_mail_goes_on_while_the_milter_is_killed_in_the_middle(tmp_path: Path) -> None:
    signer = OpenDkim(tmp_path / "signer", [KEY], sign=True)
    with journey("milter", tmp_path, signer) as running:
        message = newsletter("in the middle")
        with running.client() as client:
            client.ehlo()
            client.mail(SENDER)
            client.rcpt("ada@example.org")
            running.backstamp.stop(signal.SIGKILL)
            assert client.data(message)[0] == 250
        (arrived,) = running.postfix.wait_for("ada@example.org")
        assert arrived.body == message.partition(b"\r\n\r\n")[2].replace(b"\r\n", b"\n")
        verified(arrived, tmp_path, KEY)
        later = running.delivered(message, "ben@example.org")
        assert later.body == arrived.body
        running.backstamp.start()
        assert "/o/" in html(running.delivered(newsletter("back again"), "carol@example.org"))


def test_while_the_filter_is_down_mail_waits(tmp_path: Path) -> None:
    signer = OpenDkim(tmp_path / "signer", [KEY], sign=True)
    patience = {"minimal_backoff_time": "1s", "maximal_backoff_time": "2s", "queue_run_delay": "1s"}
    with journey("filter", tmp_path, signer, **patience) as running:
        running.backstamp.stop(signal.SIGKILL)
        running.send(newsletter("waiting"), "ada@example.org")
        assert running.postfix.mailbox("ada@example.org") == []
        running.backstamp.start()
        (arrived,) = running.postfix.wait_for("ada@example.org", seconds=60)
        verified(arrived, tmp_path, KEY)
        assert "/o/" in html(arrived)


@pytest.mark.needs("dovecot")
@pytest.mark.parametrize("which", list(WAYS))
def test_dovecot_takes_it_by_lmtp_and_a_mail_client_gets_it_by_imap(
    which: str, sealed: dict[str, Sealed], tmp_path: Path
) -> None:
    signer = OpenDkim(tmp_path / "signer", [KEY], sign=True)
    with Dovecot() as dovecot, journey(which, tmp_path, signer, virtual_transport=dovecot.transport) as running:
        message = newsletter("read over IMAP")
        running.send(message, "ada@example.org")
        octets = dovecot.wait_for("ada@example.org")
        arrived = Arrived(b"", octets.replace(b"\r\n", b"\n"))
        verified(arrived, tmp_path, KEY)
        assert fetch(pixel(arrived)).status_code == 200
        assert unstamp(octets).message.partition(b"\r\n\r\n")[2] == message.partition(b"\r\n\r\n")[2]
        for number, one in enumerate(sealed.values()):
            running.send(one.message, f"sealed{number}@example.org")
        for number, one in enumerate(sealed.values()):
            octets = dovecot.wait_for(f"sealed{number}@example.org")
            assert octets.partition(b"\r\n\r\n")[2] == one.message.partition(b"\r\n\r\n")[2]
            assert one.opens(octets) == one.content
