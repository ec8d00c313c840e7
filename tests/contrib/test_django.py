"""A new Django project with the README's snippet: its mail leaves stamped, and hits find their reader."""

import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx2
import pytest
from tests.contrib.project import Project, Server, snippet
from tests.endtoend.installation import free_ports

ADDRESSES = ("ada@reader.example", "ben@reader.example", "cyd@reader.example", "dot@reader.example")
LETTER = """
from django.core.mail import EmailMultiAlternatives, EmailMessage, get_connection, send_mail
letter = EmailMultiAlternatives(
    "Grüße aus Lamplight", "Neu: https://lamplight.example/new", "Lamplight <letters@lamplight.example>",
    ["Ada Lovelace <ada@reader.example>", "ben@reader.example"],
    cc=["cyd@reader.example"], bcc=["dot@reader.example"],
    headers={"Message-ID": "<november@lamplight.example>", "Date": "Sat, 21 Nov 2026 12:00:00 +0000"},
)
letter.attach_alternative('<p>Neue <a href="https://lamplight.example/new?a=1&amp;b=2">Bücher</a></p>', "text/html")
letter.attach("shelf.png", bytes(range(256)) * 40, "image/png")
letter.attach("list.txt", "Bücher\\n" * 3, "text/plain")
"""
PLAIN = """
from django.core.mail import EmailMessage
letter = EmailMessage("Plain", "Just text: https://lamplight.example/", "letters@lamplight.example",
    ["ada@reader.example"], headers={"Message-ID": "<p@x.example>", "Date": "Sat, 21 Nov 2026 12:00:00 +0000"})
"""
AS_DJANGO_SENDS = "\nletter.connection = get_connection('django.core.mail.backends.smtp.EmailBackend')\n"
IMPORT = "from django.core.mail import get_connection\n"


@pytest.fixture
def project(tmp_path: Path, server: Server) -> Project:
    return Project(tmp_path, f"EMAIL_HOST, EMAIL_PORT = '127.0.0.1', {server.port}", snippet())


def test_every_recipient_gets_a_stamped_copy_and_nobody_hears_of_bcc(project: Project, server: Server) -> None:
    assert project.runs(LETTER + "print(letter.send())").strip() == "1"
    assert [transaction.recipients for transaction in server.taken] == [[address] for address in ADDRESSES]
    assert {transaction.sender for transaction in server.taken} == {"letters@lamplight.example"}
    assert server.connections == 1
    seen = set()
    for address in ADDRESSES:
        copy = server.to(address)
        seen.update(re.findall(r"127\.0\.0\.1:8025/[ol]/([\w-]{44})", copy.html()))
        assert "?to=https://lamplight.example/new" in copy.html()
        assert copy.message["To"] == "Ada Lovelace <ada@reader.example>, ben@reader.example"
        assert (copy.message["Cc"], copy.message["Bcc"]) == ("cyd@reader.example", None)
        assert copy.message["Message-ID"] == "<november@lamplight.example>"
        assert b"dot@reader.example" not in copy.octets
    assert len(seen) == 2 * len(ADDRESSES)


def test_the_snippet_of_djangos_own_page_works_too(tmp_path: Path, server: Server) -> None:
    project = Project(tmp_path, f"EMAIL_PORT = {server.port}", snippet("docs/django.md"))
    project.runs(LETTER + "letter.send()")
    assert all('src="https://t.example.com/o/' in server.to(address).html() for address in ADDRESSES)


def test_what_is_not_stamped_is_what_django_would_have_sent(project: Project, server: Server) -> None:
    project.runs(LETTER + "letter.send()\n" + IMPORT + AS_DJANGO_SENDS + "letter.send()")
    plain = server.taken[-1]
    assert plain.recipients == list(ADDRESSES)
    copy = server.to("ada@reader.example")
    ours = [name for name, _ in copy.message.items() if name == "X-Backstamp-Undo"]
    assert ours == ["X-Backstamp-Undo"]
    assert [pair for pair in copy.message.items() if pair[0] not in ours and "boundary" not in pair[1]] == [
        pair for pair in plain.message.items() if "boundary" not in pair[1]
    ]
    attached, as_django = (
        [(part["Content-Disposition"], part.get_payload()) for part in each.message.iter_attachments()]
        for each in (copy, plain)
    )
    assert len(attached) == 2
    assert attached == as_django
    from backstamp import unstamp

    original = unstamp(copy.octets)
    assert original.exact
    boundary = re.compile(rb"={15}\d+==")
    assert boundary.sub(b"", original.message) == boundary.sub(b"", plain.octets)


def test_mail_without_html_arrives_as_django_writes_it(project: Project, server: Server) -> None:
    project.runs(PLAIN + "letter.send()\n" + IMPORT + AS_DJANGO_SENDS + "letter.send()")
    ours, djangos = server.taken
    assert ours.octets == djangos.octets
    (message,) = project.report()
    assert message["untouched"] == "The message has no HTML part."


def test_a_header_steers_one_message(project: Project, server: Server) -> None:
    project.runs(LETTER + "letter.extra_headers['X-Backstamp'] = 'off'\nletter.send()")
    assert len(server.taken) == 4
    assert all(b":8025/" not in copy.octets and b"X-Backstamp" not in copy.octets for copy in server.taken)


def test_the_ledger_knows_every_delivery_under_its_bare_address(project: Project, server: Server) -> None:
    server.refusing["cyd@reader.example"] = "550 5.1.1 no such user"
    assert project.runs(LETTER + "print(letter.send())").strip() == "1"
    (message,) = project.report()
    assert message["subject"] == "Grüße aus Lamplight"
    found = {each["recipient"]: each["handover"] for each in message["deliveries"]}
    assert set(found) == set(ADDRESSES)
    assert found["cyd@reader.example"] == "refused"
    assert {state for address, state in found.items() if address != "cyd@reader.example"} == {"accepted"}


def test_an_open_connection_serves_many_messages(project: Project, server: Server) -> None:
    code = "with get_connection() as connection:\n    print(connection.send_messages([letter, letter]))"
    assert project.runs(LETTER + code).strip() == "2"
    assert (len(server.taken), server.connections) == (8, 1)


def test_who_has_withdrawn_gets_mail_as_it_was(project: Project, server: Server) -> None:
    project.runs(LETTER + "letter.send()")
    stop = [sys.executable, "-m", "backstamp", "recipient", "stop", "ben@reader.example", "--data", str(project.data)]
    subprocess.run(stop, check=True, capture_output=True, timeout=60)
    server.taken.clear()
    project.runs(LETTER + "letter.send()")
    assert [":8025/" in server.to(address).html() for address in ADDRESSES] == [True, False, True, True]


def test_a_hit_finds_its_reader(project: Project, server: Server) -> None:
    project.runs(LETTER + "letter.send()")
    collector, relay, api = free_ports(3)
    settings = {"COLLECTOR": collector, "RELAY": relay, "API": api}
    (project.data / "backstamp.toml").write_text(
        "".join(f'[{name.lower()}]\nlisten = "127.0.0.1:{port}"\n' for name, port in settings.items())
    )
    command = [sys.executable, "-m", "backstamp", "serve", "--data", str(project.data)]
    with (project.folder / "serve.log").open("wb") as told:
        serving = subprocess.Popen(command, stdout=told, stderr=told)
    try:
        _await(collector, project.folder / "serve.log")
        pixel = re.findall(r"/o/[\w-]{44}\.gif", server.to("ben@reader.example").html())[0]
        answer = httpx2.get(f"http://127.0.0.1:{collector}{pixel}", headers={"User-Agent": "Thunderbird/140.0"})
        assert answer.headers["content-type"] == "image/gif"
    finally:
        serving.send_signal(signal.SIGINT)
        serving.wait(timeout=20)
    (message,) = project.report()
    hits = {each["recipient"]: each["hits"] for each in message["deliveries"]}
    assert hits == {address: int(address.startswith("ben")) for address in ADDRESSES}


def _await(port: int, log: Path) -> None:
    deadline = time.monotonic() + 20
    while True:
        try:
            httpx2.get(f"http://127.0.0.1:{port}/healthz")
        except httpx2.TransportError:
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.05)
        else:
            return
