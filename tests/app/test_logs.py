"""Logs: one line per event on standard error, in a process of its own, for logging is global."""

import subprocess
import sys

from tests.app.samples import environment

SCRIPT = """
import logging, structlog
from backstamp.app.logs import configure_logs
configure_logs(quiet={quiet})
structlog.get_logger().info("ours", answer=42, text="\\x1b[31m")
logging.getLogger("theirs").info("theirs said %s", "\\x1b[2J\\r\\nforged line")
logging.getLogger("mail.log").info("chatter")
logging.getLogger("theirs").warning("careful")
try:
    1 / 0
except ZeroDivisionError:
    structlog.get_logger().exception("it broke")
    logging.getLogger("theirs").exception("theirs broke")
"""


def logged(*, quiet: bool) -> str:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT.format(quiet=quiet)],
        capture_output=True,
        text=True,
        check=True,
        env=environment(),
    )
    assert done.stdout == ""
    return done.stderr


def test_every_event_is_one_line_and_commands_no_terminal() -> None:
    told = logged(quiet=False)
    assert "\x1b" not in told
    lines = told.splitlines()
    assert "ours" in lines[0]
    assert "answer=42" in lines[0]
    assert "theirs said �[2J forged line" in lines[1]
    assert "careful" in lines[2]
    assert "chatter" not in told


def test_an_exception_is_told_with_its_traceback() -> None:
    told = logged(quiet=False)
    assert told.count("ZeroDivisionError: division by zero") == 2
    assert "theirs broke" in told


def test_quiet_leaves_warnings_and_worse() -> None:
    told = logged(quiet=True)
    assert "ours" not in told
    assert "careful" in told
    assert "it broke" in told
