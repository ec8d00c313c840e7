"""The moves that the acts are made of: open, follow a link, follow all of them, flood, read in a real browser."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from backstamp.app.demo import chromium
from backstamp.app.demo.cast import Member
from backstamp.app.demo.client import Client
from backstamp.app.demo.delivered import DeliveredCopy
from backstamp.app.demo.flood import flood
from backstamp.app.demo.people import CHROMIUM_IMAGE, CHROMIUM_PAGE
from backstamp.app.demo.router import Router
from backstamp.app.demo.wire import Wire


@dataclass(frozen=True, slots=True)
class Scene:
    """Where the acts play.

    Attributes:
        wire: the way to the collector.
        copies: each recipient's stamped copy, by address.
        stand_ins: what had to be imitated so far, a sentence each.
    """

    wire: Wire
    copies: Mapping[str, DeliveredCopy]
    stand_ins: list[str] = field(default_factory=list)

    def copy_of(self, member: Member) -> DeliveredCopy:
        """The copy that the relay delivered to a recipient."""
        return self.copies[member.address]

    def imitate(self, sentence: str) -> None:
        """Note once that something is not the real thing."""
        if sentence not in self.stand_ins:
            self.stand_ins.append(sentence)


Move = Callable[[Scene, Member], Awaitable[None]]


def opens(client: Client, address: str) -> Move:
    """``client`` asks for the recipient's pixel from ``address``."""

    async def move(scene: Scene, member: Member) -> None:
        await scene.wire.ask(scene.copy_of(member).pixel, client, address)

    return move


def follows(client: Client, address: str, words: str) -> Move:
    """``client`` follows the link that says ``words``, from ``address``."""

    async def move(scene: Scene, member: Member) -> None:
        await scene.wire.ask(scene.copy_of(member).link(words), client, address)

    return move


def follows_every_link(client: Client, addresses: tuple[str, ...]) -> Move:
    """``client`` follows all links at once, taking the addresses in turn."""

    async def move(scene: Scene, member: Member) -> None:
        links = scene.copy_of(member).links
        visits = (
            scene.wire.ask(link.url, client, addresses[position % len(addresses)])
            for position, link in enumerate(links)
        )
        await asyncio.gather(*visits)

    return move


def floods(address: str, times: int) -> Move:
    """Ask with curl for the pixel ``times`` times from ``address``."""

    async def move(scene: Scene, member: Member) -> None:
        if not await flood(scene.wire, scene.copy_of(member).pixel, address, times):
            scene.imitate("curl is not installed: its requests were imitated, header by header.")

    return move


def opens_in_chromium(address: str) -> Move:
    """A real Chromium opens the message from a file; where there is none, its requests are imitated."""

    async def move(scene: Scene, member: Member) -> None:
        copy = scene.copy_of(member)
        program = chromium.find_chromium()
        async with Router(scene.wire, address) as router:
            done = program is not None and await chromium.open_message(program, copy.html, router.port)
            if not (done and router.forwarded):
                await _imitate_chromium(scene, copy.pixel, CHROMIUM_IMAGE, address)

    return move


def follows_in_chromium(address: str, words: str) -> Move:
    """A real Chromium follows the link that says ``words``; where there is none, its request is imitated."""

    async def move(scene: Scene, member: Member) -> None:
        url = scene.copy_of(member).link(words)
        program = chromium.find_chromium()
        async with Router(scene.wire, address) as router:
            if not (program and await chromium.follow(program, url, router.port) and router.forwarded):
                await _imitate_chromium(scene, url, CHROMIUM_PAGE, address)

    return move


async def _imitate_chromium(scene: Scene, url: str, client: Client, address: str) -> None:
    scene.imitate("Chromium is not installed, or did not start: its requests were imitated, header by header.")
    await scene.wire.ask(url, client, address)
