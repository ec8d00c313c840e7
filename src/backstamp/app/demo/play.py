"""The play itself: send both letters through the relay, then act out what befalls the copies."""

from collections.abc import Iterable

import aiosmtplib

from backstamp.app.demo import chromium
from backstamp.app.demo.acts import SCRIPT, Act
from backstamp.app.demo.cast import CAST
from backstamp.app.demo.delivered import read_copy
from backstamp.app.demo.flood import find_curl
from backstamp.app.demo.newsletters.letter import BOOKSHOP, CHANGELOG, Letter
from backstamp.app.demo.scene import Scene
from backstamp.app.demo.stage import Played, Stage
from backstamp.app.demo.wire import Wire
from backstamp.errors import UpstreamError

_SECOND = 1_000_000
DURATION = (SCRIPT[-1].after + 2400) * _SECOND
"""What the play and the settling of its last verdict take by the demo's clock, in microseconds."""


async def act_out(stage: Stage) -> Played:
    """Send two letters to twelve recipients and play what happens to each copy.

    The stage's clock is moved on between the acts and never back; the caller moves it to the present afterwards.

    Returns:
        What was played, with the truth about each recipient.

    Raises:
        UpstreamError: the relay did not take or deliver a letter, or the collector did not answer.
        UsageError: a delivered copy has no pixel or lacks a link that the script follows.
    """
    for line in _preface():
        stage.tell(line)
    for letter in (BOOKSHOP, CHANGELOG):
        await _send(stage, letter)
    await stage.sink.wait_for(frozenset(member.address for member in CAST))
    sent = stage.clock()
    stage.tell("  sent    All twelve copies have been stamped and delivered.")
    copies = {member.address: read_copy(stage.sink.copies(member.address)[-1], stage.base_url) for member in CAST}
    async with Wire(stage.collector, stage.base_url) as wire:
        scene = Scene(wire, copies)
        await _play(stage, scene, SCRIPT, sent)
        return Played(sent, wire.requests, tuple(member.truth for member in CAST), tuple(scene.stand_ins))


def _preface() -> Iterable[str]:
    yield "Two letters to twelve people, over real SMTP and HTTP on this machine; nothing leaves it."
    yield "The demo's clock started some hours ago and jumps on between the acts: an afternoon passes in seconds."
    yield "Loopback has one address: the clients' own addresses are told in X-Forwarded-For, as a proxy would."
    programs = {"Chromium": chromium.find_chromium(), "curl": find_curl()}
    real = " and ".join(name for name, path in programs.items() if path) or "none"
    yield f"Played by the real program: {real}. Every other client by the headers known of it (docs/demo.md)."


async def _send(stage: Stage, letter: Letter) -> None:
    recipients = [member.address for member in CAST if member.letter is letter]
    host, port = stage.relay
    try:
        async with aiosmtplib.SMTP(
            hostname=host, port=port, start_tls=False, local_hostname="demo.example", timeout=20
        ) as client:
            await client.sendmail(letter.sender.addr_spec, recipients, letter.compose(stage.clock()))
    except (aiosmtplib.SMTPException, OSError) as error:
        raise UpstreamError(f"the relay at {host}:{port} did not take the letter {letter.name!r}: {error}") from error
    stage.tell(f"  sent    “{letter.subject}” to {len(recipients)} people")


async def _play(stage: Stage, scene: Scene, script: Iterable[Act], sent: int) -> None:
    for act in script:
        stage.clock.jump_to(sent + act.after * _SECOND)
        await act.move(scene, act.who)
        stage.tell(f"{_moment(act.after):>8}  {act.line}")


def _moment(seconds: int) -> str:
    """``+42 s``, ``+43 min``, ``+2:05 h``."""
    if seconds < 60:
        return f"+{seconds} s"
    minutes = seconds // 60
    return f"+{minutes} min" if minutes < 60 else f"+{minutes // 60}:{minutes % 60:02} h"
