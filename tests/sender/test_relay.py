import asyncio
import email
import logging
import re
import smtplib
from email.message import Message
from pathlib import Path

import pytest
from tests.sender.relay_bench import HTML, PLAIN, RING, SENDER, bench, clock, stamping, until
from tests.sender.smtp_sink import HANG_UP, Received, Sink

from backstamp.errors import ConfigError
from backstamp.sender.fate import State
from backstamp.sender.relay import Relay
from backstamp.sender.relay_settings import RelaySettings
from backstamp.sender.upstream_settings import UpstreamSettings
from backstamp.tokens.token import Token

TOKENS = re.compile(rb"https://t\.example/[^\s\"<>]+")


def named(notification: Received) -> dict[str, str]:
    """Final-Recipient → Status of a notification, as the standard library reads it."""
    report = email.message_from_bytes(notification.message)
    assert report.get_content_type() == "multipart/report"
    status = report.get_payload()[1]  # type: ignore[index] # a multipart's payload is a list of messages
    assert isinstance(status, Message)
    blocks = status.get_payload()
    assert isinstance(blocks, list)
    return {
        str(block["Final-Recipient"]).removeprefix("rfc822; "): str(block["Status"])
        for block in blocks[1:]
        if isinstance(block, Message)
    }


def test_each_recipient_gets_a_copy_of_their_own_and_only_the_tokens_differ(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with bench(tmp_path) as it:
            assert await it.send("a@example.org", "b@example.org") == {}
            first, second = (it.sink.to(f"{name}@example.org")[0] for name in "ab")
            assert first.recipients == ["a@example.org"]
            assert first.sender == SENDER
            assert first.message != second.message
            assert TOKENS.sub(b"", first.message) == TOKENS.sub(b"", second.message)
            assert len(TOKENS.findall(first.message)) == 2
            message = it.ledger.messages()[0]
            assert (message.subject, message.author) == ("News", "Jürgen <sender@example.org>")
            assert [link.destination for link in it.ledger.links(message.id)] == ["https://example.org/news"]
            assert [d.state for d in it.ledger.deliveries(message.id)] == [State.ACCEPTED] * 2

    asyncio.run(scenario())


def test_a_token_out_in_the_world_names_its_delivery(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with bench(tmp_path) as it:
            await it.send("a@example.org", "b@example.org")
            copy = it.sink.to("b@example.org")[0].message
            found = {RING.open(text, link=False) for text in re.findall(rb"[A-Za-z0-9_-]{44}", copy)} - {None}
            assert found == {Token(it.ledger.messages()[0].id, 1, 0)}
            delivery = it.ledger.delivery(it.ledger.messages()[0].id, 1)
            assert delivery is not None
            assert delivery.recipient == "b@example.org"

    asyncio.run(scenario())


def test_the_same_recipient_named_twice_gets_two_deliveries(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with bench(tmp_path) as it:
            await it.send("a@example.org", "a@example.org")
            one, two = it.sink.to("a@example.org")
            assert one.message != two.message
            assert len(it.deliveries()) == 2

    asyncio.run(scenario())


def test_the_next_servers_refusal_of_a_recipient_reaches_the_client_as_it_was_said(tmp_path: Path) -> None:
    async def scenario() -> None:
        no = "550-5.1.1 No such person here,\r\n550 5.1.1 and there never was"
        async with bench(tmp_path, Sink(rcpt={"b@example.org": no, "c@example.org": "450 4.2.1 greylisted"})) as it:
            refused = await it.send("a@example.org", "b@example.org", "c@example.org")
            assert refused["b@example.org"] == (550, b"5.1.1 No such person here,\n5.1.1 and there never was")
            assert refused["c@example.org"] == (450, b"4.2.1 greylisted")
            assert [received.recipients for received in it.sink.received] == [["a@example.org"]]
            assert [delivery.recipient for delivery in it.deliveries()] == ["a@example.org"]

    asyncio.run(scenario())


def test_a_refusal_of_the_sender_reaches_the_client_with_the_first_recipient(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with bench(tmp_path, Sink(mail="550 5.7.1 not from you")) as it:
            refused = await it.send("a@example.org")
            assert isinstance(refused, smtplib.SMTPRecipientsRefused)
            assert refused.recipients == {"a@example.org": (550, b"5.7.1 not from you")}
            assert it.ledger.messages() == []

    asyncio.run(scenario())


def test_250_comes_only_after_the_next_servers_250(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with bench(tmp_path) as it:
            it.sink.gate.clear()
            sending = asyncio.create_task(it.send("a@example.org"))
            await until(lambda: "DATA" in it.sink.commands)
            await asyncio.sleep(0.2)
            assert not sending.done()
            assert it.deliveries()[0].state is State.OFFERED
            it.sink.gate.set()
            assert await sending == {}

    asyncio.run(scenario())


def test_different_fates_give_250_and_one_notification_that_lists_exactly_the_missed(tmp_path: Path) -> None:
    async def scenario() -> None:
        fates = {"b@x.example": "452 4.2.2 mailbox full", "c@x.example": "554 5.7.1 spam", "d@x.example": HANG_UP}
        async with bench(tmp_path, Sink(data=fates)) as it:
            assert await it.send("a@x.example", "b@x.example", "c@x.example", "d@x.example", "e@x.example") == {}
            await until(lambda: it.sink.to(SENDER))
            await until(lambda: not it.ledger.unnotified())
            (notification,) = it.sink.to(SENDER)
            assert notification.sender == "<>"
            assert named(notification) == {"b@x.example": "4.2.2", "c@x.example": "5.7.1", "d@x.example": "4.4.2"}
            assert len(it.sink.to("a@x.example")) == len(it.sink.to("e@x.example")) == 1
            assert it.sink.commands.count("RCPT d@x.example") == 2  # offered once, sent once
            states = [(delivery.state.value, delivery.notified) for delivery in it.deliveries()]
            assert states == [
                ("accepted", False), ("refused", True), ("refused", True), ("uncertain", True), ("accepted", False),
            ]  # fmt: skip

    asyncio.run(scenario())


def test_nobody_accepted_means_that_the_client_hears_the_refusal_and_may_try_again(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with bench(tmp_path, Sink(data={"a@x.example": "554 5.7.1 spam", "b@x.example": "451 4.7.1 wait"})) as it:
            error = await it.send("a@x.example", "b@x.example")
            assert isinstance(error, smtplib.SMTPDataError)
            assert (error.smtp_code, error.smtp_error) == (451, b"4.7.1 wait")
            error = await it.send("a@x.example")
            assert (error.smtp_code, error.smtp_error) == (554, b"5.7.1 spam")
            assert it.sink.received == []
            assert it.ledger.unnotified() == []
            assert it.deliveries()[0].notified

    asyncio.run(scenario())


def test_a_refusal_of_the_data_command_is_passed_on(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with bench(tmp_path, Sink(go={"a@x.example": "554 5.5.1 no valid recipients"})) as it:
            error = await it.send("a@x.example")
            assert (error.smtp_code, error.smtp_error) == (554, b"5.5.1 no valid recipients")

    asyncio.run(scenario())


def test_the_only_recipients_uncertain_copy_is_answered_451_and_never_sent_again_by_us(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with bench(tmp_path, Sink(data={"a@x.example": HANG_UP})) as it:
            error = await it.send("a@x.example")
            assert error.smtp_code == 451
            assert b"may or may not" in error.smtp_error
            assert it.deliveries()[0].state is State.UNCERTAIN
            assert it.sink.commands.count("DATA") == 1

    asyncio.run(scenario())


def test_a_notification_waits_in_the_ledger_until_the_next_server_is_back(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def scenario() -> None:
        sink = Sink(data={"b@x.example": "554 5.7.1 spam", SENDER: ["451 4.3.0 later", "250 ok"]})
        async with bench(tmp_path, sink, retry_seconds=0.05) as it:
            await it.send("a@x.example", "b@x.example")
            await until(lambda: it.sink.to(SENDER))
            assert len(it.sink.to(SENDER)) == 1
            await until(lambda: not it.ledger.unnotified())

    with caplog.at_level(logging.ERROR):
        asyncio.run(scenario())
    assert "b@x.example" in caplog.text
    assert "4.3.0 later" in caplog.text


def test_a_notification_owed_by_an_earlier_run_is_sent_at_start(tmp_path: Path) -> None:
    async def scenario() -> None:
        sink = Sink(data={"b@x.example": "554 5.7.1 spam", SENDER: "451 4.3.0 later"})
        async with bench(tmp_path, sink, retry_seconds=1000) as it:
            assert await it.send("a@x.example", "b@x.example") == {}
            await until(lambda: f"RCPT {SENDER}" in sink.commands)
        async with bench(tmp_path, Sink()) as it:
            await until(lambda: it.sink.to(SENDER))
            assert list(named(it.sink.to(SENDER)[0])) == ["b@x.example"]
            await until(lambda: not it.ledger.unnotified())

    asyncio.run(scenario())


def test_mail_without_a_sender_gets_no_notification_but_the_operator_hears(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def scenario() -> None:
        async with bench(tmp_path, Sink(data={"b@x.example": "554 5.7.1 spam"})) as it:
            assert await it.send("a@x.example", "b@x.example", sender="") == {}
            assert it.sink.to("a@x.example")[0].sender == "<>"
            assert it.ledger.unnotified() == []

    with caplog.at_level(logging.ERROR):
        asyncio.run(scenario())
    assert "did not reach b@x.example" in caplog.text


def test_an_unreachable_next_server_is_a_calm_451_and_the_operator_hears_why(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def scenario() -> None:
        async with bench(tmp_path) as it:
            await it.sink.stop()
            refused = await it.send("a@example.org")
            assert isinstance(refused, smtplib.SMTPRecipientsRefused)
            code, text = refused.recipients["a@example.org"]
            assert (code, text[:5]) == (451, b"4.4.1")
            assert b"127.0.0.1" not in text

    with caplog.at_level(logging.ERROR):
        asyncio.run(scenario())
    assert "127.0.0.1 port" in caplog.text


def test_the_next_server_going_away_between_rcpt_and_data_is_not_noticed_by_the_client(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with bench(tmp_path) as it:
            loop = asyncio.get_running_loop()

            def talk(client: smtplib.SMTP) -> int:
                client.ehlo()
                client.mail(SENDER)
                client.rcpt("a@example.org")
                asyncio.run_coroutine_threadsafe(it.sink.hang_up(), loop).result()
                return client.data(HTML)[0]

            assert await it.client(talk) == 250
            assert len(it.sink.to("a@example.org")) == 1
            assert it.sink.connections == 2

    asyncio.run(scenario())


def test_mail_that_must_not_be_stamped_passes_byte_for_byte_and_the_ledger_says_why(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def scenario() -> None:
        async with bench(tmp_path) as it:
            assert await it.send("a@example.org", message=PLAIN) == {}
            assert it.sink.received[0].message == PLAIN
            message = it.ledger.messages()[0]
            assert message.untouched
            assert not message.pixel
            assert message.untouched in caplog.text

    with caplog.at_level(logging.INFO):
        asyncio.run(scenario())


@pytest.mark.parametrize(
    "line",
    [b"x" * 5000, b"\x00\x01\x7f\xff", b"." * 998, b".", b"..", b". ", b"=?x?=", b"\xff\xfe" * 400, b"y" * 200_000],
    ids=["long", "binary", "dots", "dot", "two dots", "dot blank", "word", "not UTF-8", "very long"],
)
def test_absurd_lines_arrive_as_they_were_sent(tmp_path: Path, line: bytes) -> None:
    async def scenario() -> None:
        message = b"Subject: x\r\n\r\n" + line + b"\r\nend\r\n"
        async with bench(tmp_path) as it:
            assert await it.send("a@example.org", message=message) == {}
            assert it.sink.received[0].message == message

    asyncio.run(scenario())


def test_bare_line_feeds_end_lines_and_smuggle_nothing(tmp_path: Path) -> None:
    smuggled = b"Subject: x\r\n\r\none\n.\nMAIL FROM:<evil@example.org>\r.\r\nthree\r\n"

    async def scenario() -> None:
        async with bench(tmp_path) as it:

            def talk(client: smtplib.SMTP) -> int:
                client.ehlo()
                client.mail(SENDER)
                client.rcpt("a@example.org")
                client.docmd("DATA")
                client.send(smuggled + b".\r\n")
                return client.getreply()[0]

            assert await it.client(talk) == 250
            (received,) = it.sink.received
            assert received.message == b"Subject: x\r\n\r\none\r\n.\r\nMAIL FROM:<evil@example.org>\r\n.\r\nthree\r\n"

    asyncio.run(scenario())


def test_mail_beyond_the_size_limit_is_refused_with_552(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with bench(tmp_path, max_message_size=5000) as it:
            announced = await it.send("a@example.org", message=HTML, options=["SIZE=5001"])
            assert announced.smtp_code == 552

            def unannounced(client: smtplib.SMTP) -> int:
                client.ehlo()
                client.mail(SENDER)
                client.rcpt("a@example.org")
                return client.data(HTML + b"filler\r\n" * 1000)[0]

            assert await it.client(unannounced) == 552
            assert it.sink.received == []

    asyncio.run(scenario())


def test_recipients_beyond_the_limit_are_refused_with_452(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with bench(tmp_path, max_recipients=2) as it:
            refused = await it.send("a@example.org", "b@example.org", "c@example.org")
            assert refused["c@example.org"][0] == 452
            assert len(it.sink.received) == 2

    asyncio.run(scenario())


def test_internationalised_addresses_and_8bit_mail_pass_on_with_their_extensions(tmp_path: Path) -> None:
    async def scenario() -> None:
        message = "Subject: Grüße\r\n\r\nähm\r\n".encode()
        async with bench(tmp_path) as it:
            options = ["SMTPUTF8", "BODY=8BITMIME"]
            assert (
                await it.send("jürgen@bücher.example", message=message, sender="ä@example.org", options=options) == {}
            )
            (received,) = it.sink.received
            assert received.recipients == ["jürgen@bücher.example"]
            assert received.sender == "ä@example.org"
            assert {"SMTPUTF8", "BODY=8BITMIME", f"SIZE={len(message)}"} <= set(received.options)
            assert received.message == message

    asyncio.run(scenario())


def test_what_the_next_server_cannot_take_is_refused_for_good_and_says_so(tmp_path: Path) -> None:
    async def scenario() -> None:
        message = "Subject: plain\r\n\r\nähm\r\n".encode()
        async with bench(tmp_path, Sink(without=("8BITMIME", "SMTPUTF8"))) as it:
            error = await it.send("a@example.org", message=message)
            assert (error.smtp_code, error.smtp_error[:5]) == (554, b"5.6.3")
            error = await it.send("ä@example.org", options=["SMTPUTF8"])
            assert error.recipients["ä@example.org"][0] == 553
            error = await it.send("a@example.org", message=message.replace(b"plain", b"\xc3\xa4"), options=["SMTPUTF8"])
            assert error.smtp_code == 554
            assert await it.send("a@example.org", message=PLAIN, options=["SMTPUTF8"]) == {}

    asyncio.run(scenario())


def test_no_copy_shows_another_recipient(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with bench(tmp_path) as it:
            await it.send("seen@example.org", "hidden@example.org", message=HTML)
            for received in it.sink.received:
                assert len(received.recipients) == 1
                assert b"hidden@example.org" not in received.message

    asyncio.run(scenario())


def test_twenty_messages_to_five_recipients_at_once_all_arrive_once(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with bench(tmp_path) as it:
            recipients = [[f"r{place}.{number}@example.org" for place in range(5)] for number in range(20)]
            assert await asyncio.gather(*(it.send(*group) for group in recipients)) == [{}] * 20
            arrived = sorted(received.recipients[0] for received in it.sink.received)
            assert arrived == sorted(recipient for group in recipients for recipient in group)
            assert len({message.id for message in it.ledger.messages()}) == 20
            links = [found for received in it.sink.received for found in TOKENS.findall(received.message)]
            assert len(set(links)) == len(links) == 200

    asyncio.run(scenario())


def test_120_recipients_are_offered_with_few_resets(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with bench(tmp_path) as it:
            assert await it.send(*(f"r{number}@example.org" for number in range(120)), message=PLAIN) == {}
            assert len(it.sink.received) == 120
            assert it.sink.commands.count("RSET") == 3

    asyncio.run(scenario())


def test_several_messages_in_one_session_use_one_connection_to_the_next_server(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with bench(tmp_path) as it:

            def talk(client: smtplib.SMTP) -> None:
                client.sendmail(SENDER, ["a@example.org"], HTML)
                client.sendmail("other@example.org", ["b@example.org"], HTML)

            await it.client(talk)
            assert [received.sender for received in it.sink.received] == [SENDER, "other@example.org"]
            assert it.sink.connections == 1

    asyncio.run(scenario())


def test_a_client_that_hangs_up_while_its_mail_is_handed_over_changes_nothing(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with bench(tmp_path, Sink(data={"b@x.example": "554 5.7.1 spam"})) as it:
            it.sink.gate.clear()

            def talk() -> None:
                client = smtplib.SMTP("127.0.0.1", it.port, local_hostname="client.example")
                client.ehlo()
                client.mail(SENDER)
                client.rcpt("a@x.example")
                client.rcpt("b@x.example")
                client.docmd("DATA")
                client.send(HTML + b".\r\n")
                client.close()

            await asyncio.to_thread(talk)
            await until(lambda: "DATA" in it.sink.commands)
            await asyncio.sleep(0.1)
            it.sink.gate.set()
            await until(lambda: it.sink.to(SENDER))
            assert [delivery.state.value for delivery in it.deliveries()] == ["accepted", "refused"]

    asyncio.run(scenario())


@pytest.mark.parametrize("grace", [5, 0])
def test_stop_finishes_what_is_in_flight_and_answers_it(tmp_path: Path, grace: int) -> None:
    async def scenario() -> None:
        async with bench(tmp_path, grace_seconds=grace) as it:
            it.sink.gate.clear()
            sending = asyncio.create_task(it.send("a@example.org"))
            await until(lambda: "DATA" in it.sink.commands)
            stopping = asyncio.create_task(it.relay.stop())
            await asyncio.sleep(0.1)
            assert not stopping.done()
            it.sink.gate.set()
            assert await sending == {}
            await stopping
            assert it.deliveries()[0].state is State.ACCEPTED

    asyncio.run(scenario())


def test_stop_says_goodbye_to_idle_clients(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with bench(tmp_path) as it:
            reader, writer = await asyncio.open_connection("127.0.0.1", it.port)
            await reader.readline()
            await it.relay.stop()
            assert (await reader.read()).startswith(b"421 ")
            writer.close()
            await writer.wait_closed()

    asyncio.run(scenario())


def test_a_ledger_that_cannot_be_written_lets_no_copy_leave(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with bench(tmp_path) as it:
            await it.send("first@example.org")
            with it.ledger._file._engine.connect() as connection:
                connection.exec_driver_sql("DROP TABLE links")
                connection.commit()
            error = await it.send("a@example.org")
            assert (error.smtp_code, error.smtp_error[:5]) == (451, b"4.3.0")
            assert it.sink.to("a@example.org") == []

    asyncio.run(scenario())


def test_a_port_in_use_is_a_config_error(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with bench(tmp_path) as it:
            settings = RelaySettings(UpstreamSettings("127.0.0.1", 25), port=it.port, hostname="x.example")
            other = Relay(settings, ledger=it.ledger, stamping=stamping, clock=clock())
            with pytest.raises(ConfigError, match="cannot be listened on"):
                await other.start()
            await other.stop()

    asyncio.run(scenario())


def test_a_name_that_turns_out_not_to_be_loopback_is_refused_at_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scenario() -> None:
        async with bench(tmp_path) as it:
            settings = RelaySettings(UpstreamSettings("127.0.0.1", 25), port=0, hostname="x.example")
            object.__setattr__(settings, "host", "0.0.0.0")  # noqa: S104 - what a wrong hosts file would do to a name
            other = Relay(settings, ledger=it.ledger, stamping=stamping, clock=clock())
            with pytest.raises(ConfigError, match="not loopback"):
                await other.start()

    asyncio.run(scenario())
