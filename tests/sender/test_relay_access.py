import asyncio
import base64
import smtplib
import ssl
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.sender.relay_bench import HTML, SENDER, bench, make_certificate

from backstamp.errors import UsageError
from backstamp.sender.relay_access import Users, hash_password

PASSWORD = "open, sesame"
PHC = hash_password(PASSWORD)


def settings(folder: Path, **others: Any) -> dict[str, Any]:
    certificate, key = make_certificate(folder)
    return {"tls_certificate": certificate, "tls_key": key, "users": {"ali": PHC}} | others


def trusting(folder: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=folder / "certificate.pem")


def run(folder: Path, talk: Callable[[smtplib.SMTP], Any], **others: Any) -> tuple[Any, list[str]]:
    """What a client saw, and what the next server was asked."""

    async def scenario() -> tuple[Any, list[str]]:
        async with bench(folder, **settings(folder, **others)) as it:
            return await it.client(talk), it.sink.commands

    return asyncio.run(scenario())


def plain(*words: str) -> str:
    return base64.b64encode("\0".join(words).encode()).decode()


def test_only_the_right_password_of_a_known_user_is_admitted() -> None:
    async def scenario() -> None:
        users = Users({"ali": PHC})
        assert await users.admit(b"ali", PASSWORD.encode())
        assert not await users.admit(b"ali", b"guess")
        assert not await users.admit(b"baba", PASSWORD.encode())
        assert not await users.admit(b"ali", PASSWORD.encode() + b"x" * 2000)
        assert not await Users({"ali": "$argon2id$broken"}).admit(b"ali", PASSWORD.encode())
        assert not await Users({}).admit(b"", b"")

    asyncio.run(scenario())


def test_every_hash_has_its_own_salt_and_says_what_it_costs() -> None:
    assert hash_password(PASSWORD) != PHC
    assert PHC.startswith("$argon2id$v=19$m=65536,t=3,p=4$")


@pytest.mark.parametrize("mechanism", ["PLAIN", "LOGIN"])
@pytest.mark.parametrize("initial", [True, False])
def test_a_user_sends_after_starttls_and_auth(tmp_path: Path, mechanism: str, initial: bool) -> None:
    def talk(client: smtplib.SMTP) -> Any:
        client.starttls(context=trusting(tmp_path))
        client.ehlo()
        client.user, client.password = "ali", PASSWORD
        login = client.auth_plain if mechanism == "PLAIN" else client.auth_login
        code, _ = client.auth(mechanism, login, initial_response_ok=initial)
        return code, client.sendmail(SENDER, ["a@example.org"], HTML)

    seen, asked = run(tmp_path, talk)
    assert seen == (235, {})
    assert "DATA" in asked


def test_a_user_sends_over_tls_from_the_first_octet(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with bench(tmp_path, **settings(tmp_path, implicit_tls=True)) as it:

            def talk() -> Any:
                with smtplib.SMTP_SSL("localhost", it.port, context=trusting(tmp_path), local_hostname="c") as client:
                    with pytest.raises(smtplib.SMTPSenderRefused):
                        client.sendmail(SENDER, ["a@example.org"], HTML)
                    client.login("ali", PASSWORD)
                    return client.sendmail(SENDER, ["a@example.org"], HTML)

            assert await asyncio.to_thread(talk) == {}
            assert len(it.sink.received) == 1

    asyncio.run(scenario())


def test_nothing_is_relayed_before_tls_and_auth(tmp_path: Path) -> None:
    def talk(client: smtplib.SMTP) -> Any:
        replies = [client.docmd("EHLO x")[0], client.docmd("MAIL", f"FROM:<{SENDER}>")[0]]
        replies += [client.docmd("RCPT", "TO:<a@example.org>")[0], client.docmd("DATA")[0]]
        replies += [client.docmd("AUTH", f"PLAIN {plain('', 'ali', PASSWORD)}")[0]]
        client.starttls(context=trusting(tmp_path))
        client.ehlo()
        replies += [client.docmd("MAIL", f"FROM:<{SENDER}>")[0], client.docmd("RCPT", "TO:<a@example.org>")[0]]
        return [*replies, client.docmd("DATA")[0], client.docmd("VRFY", "a@example.org")[0]]

    seen, asked = run(tmp_path, talk)
    assert seen == [250, 530, 530, 530, 530, 530, 530, 530, 530]
    assert asked == []


def test_auth_is_not_offered_before_tls_nor_where_there_are_no_users(tmp_path: Path) -> None:
    def talk(client: smtplib.SMTP) -> Any:
        before = client.ehlo()[1]
        client.starttls(context=trusting(tmp_path))
        return before, client.ehlo()[1]

    (before, after), _ = run(tmp_path, talk)
    assert b"AUTH" not in before
    assert b"AUTH LOGIN PLAIN" in after
    (before, after), _ = run(tmp_path, talk, users={})
    assert b"AUTH" not in before + after


def test_wrong_password_unknown_user_and_nonsense_are_refused_and_three_end_the_connection(tmp_path: Path) -> None:
    def talk(client: smtplib.SMTP) -> Any:
        client.starttls(context=trusting(tmp_path))
        client.ehlo()
        said = [plain("", "ali", "wrong"), plain("", "nobody", PASSWORD), plain("only one")]
        return [client.docmd("AUTH", f"PLAIN {words}") for words in said]

    seen, asked = run(tmp_path, talk)
    assert seen[0] == seen[1] == (535, b"5.7.8 Authentication credentials invalid")
    assert seen[2][0] == 421
    assert asked == []


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (["AUTH PLAIN !!!"], 501),
        (["AUTH PLAIN ="], 501),
        (["AUTH PLAIN", "*"], 501),
        (["AUTH PLAIN", "!!!"], 501),
        (["AUTH LOGIN", "*"], 501),
        (["AUTH LOGIN", "YWxp", "*"], 501),
        (["AUTH CRAM-MD5"], 504),
        (["AUTH"], 501),
        (["AUTH PLAIN a b"], 501),
        (["AUTH PLAIN \udcff"], 501),
    ],
)
def test_malformed_auth_is_an_answer_and_no_way_in(tmp_path: Path, lines: list[str], code: int) -> None:
    def talk(client: smtplib.SMTP) -> Any:
        client.starttls(context=trusting(tmp_path))
        client.ehlo()
        reply = 0
        for line in lines:
            client.send(line.encode(errors="surrogateescape") + b"\r\n")
            reply = client.getreply()[0]
        return reply, client.docmd("MAIL", f"FROM:<{SENDER}>")[0]

    seen, _ = run(tmp_path, talk)
    assert seen == (code, 530)


def test_a_password_that_no_login_would_take_gets_no_hash() -> None:
    with pytest.raises(UsageError, match="1024"):
        hash_password("x" * 1025)
