"""One message and where it came from."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    """A message that was found.

    Attributes:
        path: where it stands, for people and for JSON: a file, ``inbox.mbox#12`` (the twelfth of a mailbox),
            ``mail.zip/folder/one.eml`` (a member of an archive), ``-`` (standard input).
        octets: the message; in mbox files without its "From " line, and with ">From " lines given back.
    """

    path: str
    octets: bytes


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Something that could not be read as a message; the rest goes on.

    Attributes:
        path: as in ``Source``.
        reason: what happened and what to do, a sentence.
    """

    path: str
    reason: str
