"""Work handed to processes comes back in order, holds little memory, and leaves nothing behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.app.samples import environment

from backstamp.app.parallel import FEW_MESSAGES, in_order
from backstamp.errors import MailboxError
from backstamp.recipient.sources.source import Source, Unreadable

ROOT = Path(__file__).resolve().parents[2]


def length() -> Callable[[Source], tuple[str, int, int]]:
    return lambda source: (source.path, len(source.octets), os.getpid())


def deadly() -> Callable[[Source], int]:
    def die(source: Source) -> int:
        os.kill(os.getpid(), signal.SIGKILL)
        return 0

    return die


def sources(count: int, octets: int = 10) -> Iterator[Source | Unreadable]:
    for number in range(count):
        yield Unreadable(str(number), "no") if number % 50 == 7 else Source(str(number), b"x" * octets)


def test_results_come_in_order_from_other_processes() -> None:
    done = list(in_order(length, sources(500, 1000), jobs=2))
    assert [each.path if isinstance(each, Unreadable) else each[0] for each in done] == [str(n) for n in range(500)]
    pids = {each[2] for each in done if not isinstance(each, Unreadable)}
    assert os.getpid() not in pids
    assert len(pids) <= 2


@pytest.mark.parametrize(("count", "jobs"), [(FEW_MESSAGES // 2, 8), (500, 1)])
def test_few_messages_and_one_job_start_no_process(count: int, jobs: int) -> None:
    done = list(in_order(length, sources(count), jobs=jobs))
    assert {each[2] for each in done if not isinstance(each, Unreadable)} == {os.getpid()}
    assert len(done) == count


def test_no_more_is_read_ahead_than_the_processes_need() -> None:
    read = 0

    def counted() -> Iterator[Source | Unreadable]:
        nonlocal read
        for each in sources(100_000, 1000):
            read += 1
            yield each

    work = in_order(length, counted(), jobs=2)
    for _ in range(100):
        next(work)
    assert read < 600
    work.close()


def test_a_process_that_is_killed_is_told() -> None:
    with pytest.raises(MailboxError, match="a process was killed"):
        list(in_order(deadly, sources(500), jobs=2))


def test_ctrl_c_ends_all_processes_without_a_word(tmp_path: Path) -> None:
    """A terminal sends Ctrl-C to the whole group."""
    code = (
        "import sys, time\n"
        "from backstamp.app.parallel import in_order\n"
        "from backstamp.recipient.sources.source import Source\n"
        "from tests.app.test_scan_parallel import slow\n"
        "if __name__ == '__main__':\n"
        "    try:\n"
        "        for each in in_order(slow, (Source(str(n), b'x') for n in range(10**6)), jobs=2):\n"
        "            print(each, flush=True)\n"
        "    except KeyboardInterrupt:\n"
        "        sys.exit(130)\n"
    )
    (tmp_path / "work.py").write_text(code)
    started = subprocess.Popen(
        [sys.executable, tmp_path / "work.py"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env={**environment(), "PYTHONPATH": str(ROOT)},
    )
    assert started.stdout is not None
    for _ in range(100):
        started.stdout.readline()
    os.killpg(started.pid, signal.SIGINT)
    begun = time.monotonic()
    _, err = started.communicate(timeout=30)
    assert started.returncode == 130
    assert err == ""
    while alive_in_session(started.pid):  # the last one sees that the others have gone
        assert time.monotonic() - begun < 10
        time.sleep(0.05)


def slow() -> Callable[[Source], str]:
    def sleep(source: Source) -> str:
        time.sleep(0.01)
        return source.path

    return sleep


def alive_in_session(session: int) -> list[str]:
    """Processes of a session that still run; those that ended and wait for a parent to look are none."""
    alive = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == session and fields[0] != "Z":
            alive.append(stat.parent.name)
    return alive
