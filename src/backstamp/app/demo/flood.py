"""A flood: one address asked for over and over with curl, as a reader once did to make a tracker unusable."""

import asyncio
import shutil

from backstamp.app.demo.fetchers import CURL
from backstamp.app.demo.wire import Wire

_PATIENCE = 60.0
_AT_ONCE = 10


def find_curl() -> str | None:
    """Path of the installed curl, None where there is none."""
    return shutil.which("curl")


async def flood(wire: Wire, url: str, address: str, times: int) -> bool:
    """Ask ``times`` times for ``url`` from ``address``, with the real curl where it is installed.

    Returns:
        Whether it was the real curl.
    """
    program = find_curl()
    if program and await _with_curl(program, wire, url, address, times):
        wire.requests += times
        return True
    for start in range(0, times, _AT_ONCE):
        await asyncio.gather(*(wire.ask(url, CURL, address) for _ in range(start, min(start + _AT_ONCE, times))))
    return False


async def _with_curl(program: str, wire: Wire, url: str, address: str, times: int) -> bool:
    """One curl, told on its standard input to fetch the same address over and over."""
    whereto = str(wire.target(url)).replace("\\", "\\\\").replace('"', '\\"')
    request = f'url = "{whereto}"\noutput = "/dev/null"\n'
    headers = ("-H", f"Host: {wire.host()}", "-H", f"X-Forwarded-For: {address}")
    process = await asyncio.create_subprocess_exec(
        *(program, "-q", "--silent", "--globoff", "--noproxy", "*", *headers, "--config", "-"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(_PATIENCE):
            await process.communicate((request * times).encode())
    except TimeoutError:
        process.kill()
        await process.wait()
    return process.returncode == 0
