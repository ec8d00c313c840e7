"""The documentation, held against the program: its snippets run, its links lead somewhere, generated pages fit."""

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from aiosmtpd.controller import Controller
from tests.endtoend.installation import NEWSLETTER, Mailbox, free_ports

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
README = (ROOT / "README.md").read_text(encoding="utf-8")
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")


def blocks(kind: str, page: str = README) -> list[str]:
    return [text for language, text in FENCE.findall(page) if language == kind]


@pytest.fixture
def ports() -> dict[str, int]:
    return dict(zip(("2525", "8025", "8026", "25"), free_ports(4), strict=True))


@pytest.fixture
def mailbox(ports: dict[str, int]) -> Iterator[Mailbox]:
    """The reader's own mail server, where the README says 127.0.0.1 port 25."""
    taken = Mailbox()
    server = Controller(taken, hostname="127.0.0.1", port=ports["25"])
    server.start()
    yield taken
    server.stop()


class Reader:
    """Somebody who types the README's commands into a shell, in a folder with a newsletter in it."""

    def __init__(self, folder: Path, ports: dict[str, int]) -> None:
        self._folder, self._ports = folder, ports
        (folder / "newsletter.eml").write_bytes(
            NEWSLETTER.replace("{destination}", "https://lamplight.example/").encode()
        )
        (folder / "backstamp-data").mkdir()

    def saves(self, settings: str) -> None:
        """Save the settings, with the test's own mail server in the place of port 25."""
        text = settings.replace("port = 25", f"port = {self._ports['25']}")
        (self._folder / "backstamp-data" / "backstamp.toml").write_text(text)

    def types(self, *snippets: str) -> str:
        """Type snippets into one shell; returns what was printed. A server among them goes on running."""
        listens = f"until (echo QUIT > /dev/tcp/127.0.0.1/{self._ports['2525']}) 2> /dev/null; do sleep 0.1; done\n"
        script = "set -eux\n"
        for snippet in snippets:
            script += snippet + (f"echo $! > serve.pid\n{listens}" if snippet.endswith("&\n") else "")
        for documented in ("2525", "8025", "8026"):
            script = script.replace(f"127.0.0.1:{documented}", f"127.0.0.1:{self._ports[documented]}")
        with (self._folder / "printed").open("w+") as printed:
            code = subprocess.run(
                ["bash", "-c", script],
                cwd=self._folder,
                env=self._environment(),
                stdout=printed,
                stderr=subprocess.STDOUT,
                timeout=60,
                check=False,
            ).returncode
            printed.seek(0)
            told = printed.read()
        assert code == 0, told
        return told

    def leaves(self) -> None:
        """End the server that was started."""
        os.kill(int((self._folder / "serve.pid").read_text()), signal.SIGTERM)

    def _environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "BACKSTAMP_RELAY__LISTEN": f"127.0.0.1:{self._ports['2525']}",
            "BACKSTAMP_COLLECTOR__LISTEN": f"127.0.0.1:{self._ports['8025']}",
            "BACKSTAMP_API__LISTEN": f"127.0.0.1:{self._ports['8026']}",
        }


@pytest.mark.needs("curl", "bash")
def test_the_readmes_snippets_run_as_a_reader_would_run_them(
    tmp_path: Path, ports: dict[str, int], mailbox: Mailbox
) -> None:
    reader = Reader(tmp_path, ports)
    snippets = blocks("sh")
    sent = next(number for number, snippet in enumerate(snippets, 1) if "--upload-file" in snippet)
    (settings,) = blocks("toml")
    reader.saves(settings)
    reader.types(*snippets[:sent])
    assert set(mailbox.copies) == {"ada@reader.example", "ben@reader.example"}
    pixel = mailbox.pixel("ada@reader.example").replace(":8025/", f":{ports['8025']}/")
    assert httpx2.get(pixel).headers["content-type"] == "image/gif"
    told = reader.types(*snippets[sent:])
    reader.leaves()
    assert "Lamplight in November" in told
    assert "Hit 1" in told
    assert '"subject":"Lamplight in November"' in told


def test_the_readmes_snippets_for_readers_run_on_the_letter_that_comes_along(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "docs" / "examples", tmp_path / "docs" / "examples")
    (snippet,) = blocks("bash")
    told = {}
    for line in snippet.splitlines():
        program, *arguments = shlex.split(line)
        assert program == ".venv/bin/backstamp"
        command = [sys.executable, "-m", "backstamp", *arguments]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode in {0, 1}, done.stderr
        told[arguments[0], "--compare" in arguments] = done.stdout + done.stderr
    assert "It is written in base64" in told["scan", False]
    assert "Leads straight to its destination" in told["clean", False]
    assert "7 differ" in told["scan", True]
    assert "Forwarded, most likely by Ada Lovell" in " ".join(told["hunt", False].split())
    assert b"<img" in (tmp_path / "cleaned.eml").read_bytes()
    assert b"lettercount" not in (tmp_path / "cleaned.eml").read_bytes().partition(b"\n\n")[2]
    assert "CNAME ." in (tmp_path / "trackers.rpz").read_text(encoding="utf-8")


def test_the_librarys_snippets_run_one_after_the_other(
    tmp_path: Path, ports: dict[str, int], mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    snippets = blocks("python", (ROOT / "docs" / "library.md").read_text(encoding="utf-8"))
    names: dict[str, object] = {}
    for snippet in snippets:
        exec(snippet.replace('"127.0.0.1", 25', f'"127.0.0.1", {ports["25"]}'), names)  # noqa: S102 - our own page
    assert 'src="https://t.example.com/o/' in mailbox.html("ada@reader.example")
    assert (tmp_path / "keys.json").stat().st_mode & 0o777 == 0o600
    who = names["who"]
    assert isinstance(who, dict)
    assert sorted(who.values()) == ["ada@reader.example", "ben@reader.example"]


def test_the_readmes_two_commands_are_targets() -> None:
    makefile = (ROOT / "Makefile").read_text()
    for target in re.findall(r"^make (\w+)", "\n".join(blocks("")), re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_within_the_documentation_leads_somewhere(page: Path) -> None:
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        if "://" not in target and not target.startswith("mailto:"):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_generated_pages_fit_the_code() -> None:
    done = subprocess.run(
        [sys.executable, "tools/generate_docs.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_sample_settings_are_valid_when_uncommented(tmp_path: Path) -> None:
    from backstamp.app.config import FILE_NAME, Settings, load_settings

    sample = (ROOT / "docs" / "backstamp.sample.toml").read_text()
    (tmp_path / FILE_NAME).write_text(re.sub(r'^#(\w+ = (?!"").*)$', r"\1", sample, flags=re.MULTILINE))
    assert load_settings(tmp_path) == Settings(data=tmp_path)


def test_the_picture_of_a_report_loads_nothing_from_anywhere() -> None:
    picture = (ROOT / "docs" / "report.svg").read_text()
    assert "@font-face" not in picture
    assert not re.search(r'(?:href|src)\s*=|url\((?!#|"?#)', picture)
