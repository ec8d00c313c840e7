"""`backstamp password`: a hash that the relay takes."""

import asyncio
import os
import pty
import subprocess
import sys

from tests.app.conftest import Call
from tests.app.samples import environment

from backstamp.sender.relay_access import Users


def admitted(phc: str, password: str) -> bool:
    return asyncio.run(Users({"ada": phc}).admit(b"ada", password.encode()))


def test_a_piped_password_becomes_a_hash_that_the_relay_takes(call: Call) -> None:
    done = call("password", stdin="correct horse é\n".encode())
    assert (done.code, done.err) == (0, "")
    assert done.text.startswith("$argon2id$")
    assert admitted(done.text.strip(), "correct horse é")
    assert not admitted(done.text.strip(), "correct horse")


def test_two_hashes_of_one_password_differ(call: Call) -> None:
    assert call("password", stdin=b"x\n").out != call("password", stdin=b"x\n").out


def test_no_password_and_no_text_are_told(call: Call) -> None:
    assert "empty" in call("password").err
    done = call("password", stdin=b"\xff\xfe\n")
    assert (done.code, done.out) == (2, b"")
    assert "UTF-8" in done.err


def test_on_a_terminal_it_asks_twice_and_shows_nothing() -> None:
    parent, child = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "backstamp", "password"],
        stdin=child,
        stdout=subprocess.PIPE,
        stderr=child,
        env=environment(),
        start_new_session=True,
    )
    os.close(child)
    seen = b""
    for prompt in (b"Password: ", b"confirmation: "):
        while not seen.endswith(prompt):
            seen += os.read(parent, 1000)
        os.write(parent, b"hunter2\n")
    out, _ = process.communicate(timeout=20)
    os.close(parent)
    assert process.returncode == 0
    assert admitted(out.decode().strip(), "hunter2")
    assert b"hunter2" not in seen
