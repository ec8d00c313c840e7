"""Modes: how much an opening or a click may tell, from nothing at all to one person's name.

They form a ladder, ``off < aggregate < pseudonymous < individual``, for opens and for links apart. The account sets
them; a message and a recipient may step down. Asking for more than the step above allows is an error, never a wish
granted silently.
"""

from dataclasses import dataclass
from enum import StrEnum

from backstamp.errors import ModeError
from backstamp.tokens.token import SHARED


class Mode(StrEnum):
    """One step of the ladder.

    ``OFF``: nothing is stamped. ``AGGREGATE``: all recipients of a message share one token. ``PSEUDONYMOUS``: each
    recipient has a token, and the ledger keeps a keyed pseudonym in the place of the address. ``INDIVIDUAL``: each
    recipient has a token, and the ledger knows the address.
    """

    OFF = "off"
    AGGREGATE = "aggregate"
    PSEUDONYMOUS = "pseudonymous"
    INDIVIDUAL = "individual"

    @property
    def rank(self) -> int:
        """Place on the ladder, 0 for off to 3 for individual."""
        return _LADDER.index(self)

    def least(self, other: "Mode") -> "Mode":
        """The lower one of the two."""
        return min(self, other, key=lambda mode: mode.rank)

    def ordinal(self, recipient: int) -> int | None:
        """The recipient ordinal that a token carries in this mode; None where there is to be no token."""
        if self is Mode.OFF:
            return None
        return SHARED if self is Mode.AGGREGATE else recipient


_LADDER = tuple(Mode)


@dataclass(frozen=True, slots=True)
class Modes:
    """The two modes that go together.

    Attributes:
        opens: of the pixel.
        links: of rewritten links.
    """

    opens: Mode = Mode.INDIVIDUAL
    links: Mode = Mode.INDIVIDUAL

    @property
    def off(self) -> bool:
        """Whether nothing at all is stamped."""
        return self.opens is Mode.OFF and self.links is Mode.OFF

    @property
    def highest(self) -> Mode:
        """The higher of the two: what the ledger has to remember of a recipient."""
        return max(self.opens, self.links, key=lambda mode: mode.rank)

    def least(self, other: "Modes") -> "Modes":
        """The lower of both, for opens and for links apart."""
        return Modes(self.opens.least(other.opens), self.links.least(other.links))

    def restricted(self, opens: Mode | None, links: Mode | None, who: str) -> "Modes":
        """Step down as a message or a recipient asks.

        Args:
            opens: the mode asked for; None asks for no change.
            links: likewise.
            who: who asks, as the subject of the error's sentence ("The message's header X-Backstamp").

        Raises:
            ModeError: more is asked for than these modes allow.
        """
        return Modes(
            _restricted(self.opens, opens, "opens", who),
            _restricted(self.links, links, "links", who),
        )


ANY = Modes()
"""Everything may be asked for."""

OFF = Modes(Mode.OFF, Mode.OFF)
"""Nothing is stamped."""


def _restricted(above: Mode, wish: Mode | None, what: str, who: str) -> Mode:
    if wish is None:
        return above
    if wish.rank > above.rank:
        raise ModeError(
            f"{who} asks for {what} = {wish.value}, but no more than {above.value} is allowed here. "
            f"Ask for {above.value} or less, or have the account's mode for {what} raised first.",
            peer=f"{what}: {wish.value} is more than this account allows ({above.value})",
        )
    return wish
