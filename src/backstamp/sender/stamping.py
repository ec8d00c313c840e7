"""Stamping for real recipients: how much each copy may tell, and the copies themselves, signed where that is set.

The account's modes hold for everybody; the message may step down, a policy may step down for a recipient, and whoever
has asked to be left alone gets the message as it came.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from backstamp.sender.modes import ANY, OFF, Mode, Modes
from backstamp.sender.options import Options
from backstamp.sender.reader import Readers
from backstamp.sender.records import Addressee
from backstamp.sender.stamp import Plan, plan
from backstamp.tokens.token import KeyRing


def _anything(_address: str) -> Modes:
    return ANY


def unsigned(message: bytes) -> bytes:
    """What stands for a signer where there is none."""
    return message


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamping:
    """What makes copies out of a message.

    Attributes:
        ring: the newest key seals.
        options: how messages are stamped.
        readers: gives recipients their pseudonyms.
        allowed: the most that may be recorded of an address: the account's policy.
        sign: puts a signature of our own in front of a copy that was changed.
    """

    ring: KeyRing
    options: Options
    readers: Readers
    allowed: Callable[[str], Modes] = _anything
    sign: Callable[[bytes], bytes] = unsigned

    def plan(self, message: bytes) -> Plan:
        """Read a message and find out what a stamp would do to it.

        Raises:
            ModeError: its header X-Backstamp asks for more than the account allows.
        """
        return plan(message, self.options)

    def addressee(self, plan: Plan, recipient: str, stopped: Collection[bytes]) -> Addressee:
        """What may be recorded of a recipient, and what the ledger may know.

        Args:
            plan: of the message.
            recipient: address.
            stopped: who has asked to be left alone.

        Returns:
            The modes are the least of what the message and the policy allow, and off for the stopped. The address is
            to be forgotten in pseudonymous mode; also that of a recipient who is recorded less than the pseudonymous
            others: nobody's address stays because they were spared.
        """
        reader = self.readers.reader_of_address(recipient)
        modes = OFF if reader in stopped else plan.modes.least(self.allowed(recipient))
        own = modes.highest.rank >= Mode.PSEUDONYMOUS.rank
        forgotten = Mode.PSEUDONYMOUS in {modes.highest, plan.modes.highest}
        return Addressee(recipient, modes, reader if own else None, forgotten)

    def copy(self, plan: Plan, message_id: int, ordinal: int, modes: Modes) -> bytes:
        """One recipient's copy.

        Args:
            plan: of the message.
            message_id: its number in the ledger.
            ordinal: the recipient's number within the message.
            modes: what is stamped into this copy, no more than the plan's.

        Returns:
            The message as it came (but for the header X-Backstamp) where nothing may be stamped, with the signatures
            that it came with; else the stamped copy, signed where that is set.

        Raises:
            ValueError: a number is out of range (a programming error).
        """
        if plan.untouched is not None or plan.modes.least(modes).off:
            return plan.message
        copy = plan.stamp(self.ring, message_id, ordinal, modes)
        return copy if copy == plan.message else self.sign(copy)
