"""Every error that Backstamp raises on purpose.

The tree::

    BackstampError
    ├── UsageError              the caller asked for something that cannot be (exit code 2)
    │   ├── ConfigError         a setting is missing, malformed or unsafe
    │   └── ModeError           a message or a recipient asks for more tracking than is allowed above it
    ├── KeyFileError            the key file cannot be read, written or trusted
    ├── StoreError              the hit store cannot be opened, read or written
    ├── LedgerError             the ledger cannot be opened, read or written
    ├── AlreadyRunningError     another server holds the same files
    ├── CatalogueError          a list of fetchers or networks is malformed or cannot be had
    ├── MailboxError            a file or mailbox with messages cannot be read or written
    ├── CleaningError           an incoming message could not be cleaned on its way
    ├── LogFileError            a log cannot be read, or nobody knows its format
    ├── MilterError             a mail server's milter connection says what cannot be
    └── UpstreamError           the next mail server cannot be reached or broke off

Each error carries two texts: one for the operator (everything: what happened, where, what to do) and one for
the peer on the wire (short, and telling nothing about the inside).
"""


class BackstampError(Exception):
    """Superclass of all errors of Backstamp; never raised itself.

    Args:
        operator: what happened, where, and what to do about it; for logs and the terminal.
        peer: what a stranger on the wire may read. A neutral text when left out.
    """

    def __init__(self, operator: str, *, peer: str = "temporarily unavailable, please try again later") -> None:
        super().__init__(operator)
        self.operator = operator
        self.peer = peer


class UsageError(BackstampError):
    """The caller asked for something that cannot be: a bad argument, file or combination of options."""


class ConfigError(UsageError):
    """A setting is missing, malformed or unsafe; the text names the setting."""


class ModeError(UsageError):
    """A message or a recipient asks for a higher mode than the step above it allows."""


class KeyFileError(BackstampError):
    """The key file cannot be read, written or trusted; the text names the file."""


class StoreError(BackstampError):
    """The hit store cannot be opened, read or written."""


class LedgerError(BackstampError):
    """The ledger cannot be opened, read or written."""


class AlreadyRunningError(BackstampError):
    """Another Backstamp server holds the same files."""


class CatalogueError(BackstampError):
    """A list of fetchers or networks is malformed, or cannot be had from where it should be."""


class MailboxError(BackstampError):
    """A file, mailbox or archive with messages cannot be read, or its cleaned copy not written."""


class CleaningError(BackstampError):
    """An incoming message could not be cleaned on its way, or what cleans cannot start."""


class LogFileError(BackstampError):
    """A log cannot be read, or its format is none that is known."""


class MilterError(BackstampError):
    """A mail server's milter connection says what the protocol does not have, or a change that it cannot carry."""


class UpstreamError(BackstampError):
    """The next mail server cannot be reached, refused to talk, or broke off in the middle."""
