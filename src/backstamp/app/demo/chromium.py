"""A real reader: headless Chromium that opens a message from a file, or follows a link, through a given router."""

import asyncio
import contextlib
import os
import re
import shutil
import signal
from pathlib import Path
from tempfile import TemporaryDirectory

_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
_PATIENCE = 25.0


def find_chromium() -> str | None:
    """Path of the installed Chromium (or Chrome), None where there is none."""
    return next((path for name in _NAMES if (path := shutil.which(name))), None)


async def open_message(program: str, html: str, port: int) -> bool:
    """Open the HTML part of a message as a page from a file, and load all that it loads.

    Args:
        program: path of Chromium.
        html: the HTML part.
        port: port of the router on 127.0.0.1; every request of the browser goes there.

    Returns:
        Whether Chromium ran to its end.
    """
    with TemporaryDirectory(prefix="backstamp-demo-") as folder:
        page = Path(folder) / "message.html"
        page.write_text(html, encoding="utf-8")
        return await follow(program, page.as_uri(), port)


async def follow(program: str, url: str, port: int) -> bool:
    """Go to an address, wait until it has loaded, and leave.

    Args:
        program: path of Chromium.
        url: where to go.
        port: port of the router on 127.0.0.1.

    Returns:
        Whether Chromium ran to its end.
    """
    name = await _ordinary_name(program)
    with TemporaryDirectory(prefix="backstamp-demo-", ignore_cleanup_errors=True) as home:
        return (await _run([program, *_options(home, port), *name, "--dump-dom", url], home)) is not None


def _options(home: str, port: int) -> list[str]:
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []  # Chromium refuses its sandbox to root
    return [
        *sandbox,
        "--headless",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-features=HttpsUpgrades",
        f"--user-data-dir={home}/profile",
        f"--proxy-server=127.0.0.1:{port}",
        "--proxy-bypass-list=<-loopback>",
    ]


async def _ordinary_name(program: str) -> list[str]:
    """The user agent of the same Chromium with a window: a headless one calls itself HeadlessChrome."""
    with TemporaryDirectory(prefix="backstamp-demo-", ignore_cleanup_errors=True) as home:
        version = re.search(rb" (\d+)\.", await _run([program, "--version"], home) or b"")
    if version is None:
        return []
    agent = f"Chrome/{version[1].decode()}.0.0.0 Safari/537.36"
    return [f"--user-agent=Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) {agent}"]


async def _run(command: list[str], home: str) -> bytes | None:
    """The program's output; None where it failed, hung or could not be started."""
    try:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={**os.environ, "HOME": home},
            start_new_session=True,
        )
    except OSError:
        return None
    try:
        async with asyncio.timeout(_PATIENCE):
            output, _ = await process.communicate()
    except TimeoutError:
        return None
    finally:
        await _end(process)
    return output if process.returncode == 0 else None


async def _end(process: asyncio.subprocess.Process) -> None:
    """End the browser and the helpers that it started: they share its session."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    await process.wait()
