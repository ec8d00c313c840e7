"""From an envelope to an honest line in a report, on real parts: SMTP in and out, browsers, a mail client."""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import httpx2
import pytest
from tests.endtoend.installation import Installation

ADA = "ada@reader.example"
BEN = "ben@reader.example"
APPLE_RELAY = {
    "x-forwarded-for": "104.28.9.182",
    "accept": "image/webp,image/png,image/svg+xml,image/*;q=0.8,video/*;q=0.8,*/*;q=0.5",
    "user-agent": "Mozilla/5.0",
    "accept-encoding": "gzip, deflate, br",
    "accept-language": "en-GB,en;q=0.9",
}


@contextmanager
def landing_page() -> Iterator[tuple[str, list[str]]]:
    """A web site for links to lead to; yields its address and the paths that were asked for."""
    asked: list[str] = []

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"<title>On the shelves</title>")

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/new?shelf=3", asked
    server.shutdown()
    server.server_close()


def test_every_recipient_gets_a_copy_of_their_own_and_nothing_else_differs(installation: Installation) -> None:
    installation.send(ADA, BEN)
    copies = installation.mailbox.copies
    assert set(copies) == {ADA, BEN}
    assert installation.mailbox.pixel(ADA) != installation.mailbox.pixel(BEN)
    assert len(installation.mailbox.links(ADA)) == 2

    def neutral(recipient: str) -> str:
        html = installation.mailbox.html(recipient)
        for url in [installation.mailbox.pixel(recipient), *installation.mailbox.links(recipient)]:
            html = html.replace(url.split("?")[0], "STAMP")
        return html

    assert neutral(ADA) == neutral(BEN)


def test_a_preload_a_scanner_and_silence_are_told_apart(installation: Installation) -> None:
    recipients = [ADA, BEN, "cleo@reader.example"]
    installation.send(*recipients)
    with httpx2.Client() as client:
        assert client.get(installation.mailbox.pixel(ADA), headers=APPLE_RELAY).status_code == 200
        assert client.get(installation.mailbox.pixel(BEN), headers={"user-agent": "curl/8.5.0"}).status_code == 200
    states = {each["recipient"]: each["state"] for each in installation.report()["deliveries"]}
    assert states == {ADA: "no-information", BEN: "machine", "cleo@reader.example": "none"}
    told = installation.run("report")
    assert all(recipient in told for recipient in recipients)


@pytest.mark.needs("chromium")
def test_chromium_opens_a_stamped_message_from_a_file_and_clicks(installation: Installation, tmp_path: Path) -> None:
    from playwright.sync_api import sync_playwright

    with landing_page() as (destination, asked), sync_playwright() as playwright:
        installation.send(ADA, destination=destination)
        page_file = tmp_path / "message.html"
        page_file.write_text(installation.mailbox.html(ADA))
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=["--no-sandbox", "--disable-quic", "--disable-background-networking", "--disable-component-update"],
        )
        user_agent = browser.new_page().evaluate("navigator.userAgent").replace("HeadlessChrome", "Chrome")
        page = browser.new_page(user_agent=user_agent)
        page.goto(page_file.as_uri(), wait_until="networkidle")
        page.click("text=on the shelves")
        page.wait_for_load_state()
        assert page.title() == "On the shelves"
        browser.close()
    assert asked[0] == "/new?shelf=3"
    engagement = installation.engagement(ADA)
    assert engagement["state"] == "human-click"
    assert [click["destination"] for click in engagement["clicks"]] == [destination]
    assert {hit["fetcher"] for hit in installation.hits()} == {"browser"}


@pytest.mark.needs("thunderbird", "Xvfb")
def test_thunderbird_opening_a_message_is_judged_a_mail_client(installation: Installation, tmp_path: Path) -> None:
    installation.send(ADA)
    message = tmp_path / "message.eml"
    message.write_bytes(installation.mailbox.copies[ADA])
    with thunderbird(message, tmp_path / "profile"):
        deadline = time.monotonic() + 90
        while not installation.hits() and time.monotonic() < deadline:
            time.sleep(1)
    (hit,) = installation.hits()
    assert hit["fetcher"] == "mail-client:thunderbird"
    assert hit["verdict"] == "likely-human"
    assert installation.engagement(ADA)["state"] == "human-open"
    assert "Thunderbird" in installation.run("explain", str(hit["id"]))


@contextmanager
def thunderbird(message: Path, profile: Path) -> Iterator[None]:
    """Debian's Thunderbird with a fresh profile that loads remote images, showing one message."""
    profile.mkdir()
    off = ["mailnews.message_display.disable_remote_image", "mail.provider.enabled", "mailnews.start_page.enabled"]
    off += ["datareporting.policy.dataSubmissionEnabled", "mail.shell.checkDefaultClient"]
    preferences = [f'user_pref("{name}", false);' for name in off]
    preferences.append('user_pref("mail.spotlight.firstRunDone", true);')
    (profile / "user.js").write_text("\n".join(preferences))
    reading, writing = os.pipe()
    screen = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1024x768x24"],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading) as pipe:
        display = f":{pipe.readline().strip()}"
    client = subprocess.Popen(
        ["thunderbird", "--no-remote", "--profile", str(profile), "-file", str(message)],
        env={**os.environ, "DISPLAY": display, "HOME": str(profile)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield
    finally:
        for process in (client, screen):
            process.terminate()
            process.wait(timeout=30)
