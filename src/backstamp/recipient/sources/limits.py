"""How much is read of one message and of one archive: a small file must not become a full memory, or a day's work."""

from dataclasses import dataclass

from backstamp.errors import MailboxError

MEGABYTE = 1 << 20
MAX_MESSAGE = 160 * MEGABYTE
"""Octets of one message; a longer one is told of and passed over. Mail servers accept 10 to 150 MB."""
MAX_MEMBERS = 250_000
"""Members of one archive, those of archives inside it included."""
MAX_EXPANDED = 64 * 1024 * MEGABYTE
"""Octets that one archive may expand to, whatever its size."""
MAX_RATIO = 200
"""Octets that each octet of an archive may expand to, beyond the first ``FREE``. Mail reaches 10, deflate 1032."""
FREE = 256 * MEGABYTE
MAX_DEPTH = 2
"""Archives are opened this deep: one inside another, and no more."""


@dataclass(slots=True)
class Budget:
    """What one archive has cost so far, with all archives inside it.

    Attributes:
        packed: octets of the archive that were read, or all that it has.
        expanded: octets that came out.
        members: how many were met.
        depth: how many archives are open.
        spent: whether a limit was reached.
    """

    packed: int = 0
    expanded: int = 0
    members: int = 0
    depth: int = 0
    spent: bool = False

    def expand(self, octets: int) -> None:
        """Count octets that came out.

        Raises:
            MailboxError: they are more than any mail needs.
        """
        self.expanded += octets
        if self.expanded > min(MAX_EXPANDED, FREE + MAX_RATIO * self.packed):
            self.spent = True
            raise MailboxError(
                f"the archive expands to more than {self.expanded // MEGABYTE:,} MB from {self.packed:,} octets, as no "
                "mail does; the rest of it was not read. Unpack it yourself if you trust it, and scan the folder"
            )

    def member(self) -> None:
        """Count a member.

        Raises:
            MailboxError: there are too many.
        """
        self.members += 1
        if self.members > MAX_MEMBERS:
            self.spent = True
            raise MailboxError(
                f"the archive has more than {MAX_MEMBERS:,} members; the rest was not read. "
                "Unpack it, and scan the folder"
            )
