"""Who may use the relay: user names and Argon2id passwords (RFC 9106), asked for in the AUTH dialogue (RFC 4954).

A wrong password, an unknown user and a malformed hash take the same time and get the same answer. Checking runs in a
thread, two at a time: each takes 64 MiB for a moment, and strangers must not be able to order more.
"""

import asyncio
import binascii
import logging
import os
from base64 import b64decode
from collections.abc import Mapping

from aiosmtpd.smtp import MISSING, SMTP
from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from backstamp.errors import UsageError

log = logging.getLogger(__name__)

ACCEPTED = "235 2.7.0 Authentication successful"
REFUSED = "535 5.7.8 Authentication credentials invalid"
MALFORMED = "501 5.5.2 This is not what the mechanism asks for"

_MEMORY_KIB = 64 * 1024  # RFC 9106 section 4, second recommended option: 64 MiB, 3 passes, 4 lanes
_PASSES = 3
_LANES = 4
_AT_ONCE = 2
_MAX_PASSWORD = 1024


def hash_password(password: str) -> str:
    """Hash a password for the ``users`` setting; takes about a tenth of a second.

    Returns:
        A PHC string, ``$argon2id$v=19$m=65536,t=3,p=4$…``, with a salt of its own.

    Raises:
        UsageError: longer than 1,024 octets, which no login would be taken with.
    """
    if len(password.encode()) > _MAX_PASSWORD:
        raise UsageError(f"a password has {_MAX_PASSWORD} octets at most: choose a shorter one")
    argon = Argon2id(salt=os.urandom(16), length=32, iterations=_PASSES, lanes=_LANES, memory_cost=_MEMORY_KIB)
    return argon.derive_phc_encoded(password.encode())


class Users:
    """The users of a relay.

    Args:
        users: user name to PHC string.
    """

    def __init__(self, users: Mapping[str, str]) -> None:
        self._users = {name.encode(): phc for name, phc in users.items()}
        self._at_once = asyncio.Semaphore(_AT_ONCE)
        # Checked for unknown users, so that they take as long; the outcome is thrown away.
        self._decoy = next(iter(users.values()), "")

    def __bool__(self) -> bool:
        return bool(self._users)

    async def admit(self, name: bytes, password: bytes) -> bool:
        """Whether this is the password of that user."""
        phc = self._users.get(name)
        async with self._at_once:
            right = await asyncio.to_thread(_fits, password[:_MAX_PASSWORD], phc or self._decoy)
        return right and phc is not None and len(password) <= _MAX_PASSWORD


def _fits(password: bytes, phc: str) -> bool:
    try:
        Argon2id.verify_phc_encoded(password, phc)
    except (InvalidKey, ValueError):
        return False
    return True


async def converse(server: SMTP, users: Users, arguments: list[str]) -> tuple[str | None, bytes]:
    """Lead the dialogue of AUTH PLAIN (RFC 4616) or AUTH LOGIN, and check what was said.

    Args:
        server: the connection, already known to be inside TLS.
        users: who may.
        arguments: the mechanism, and the initial response where the client sent one.

    Returns:
        The reply to give (None where one was given already), and the user's name as sent.
    """
    if arguments[0] == "PLAIN":
        credentials = await _plain(server, arguments[1:])
    elif arguments[0] == "LOGIN":
        credentials = await _login(server, arguments[1:])
    else:
        return "504 5.5.4 Unrecognized authentication type", b""
    if isinstance(credentials, str):
        return credentials or None, b""
    name, password = credentials
    if await users.admit(name, password):
        return ACCEPTED, name
    log.warning("%s: wrong user name or password", server.session.peer if server.session else "client")
    return REFUSED, name


async def _plain(server: SMTP, initial: list[str]) -> tuple[bytes, bytes] | str:
    said = await _said(server, initial, "")
    if isinstance(said, str):
        return said
    pieces = said.split(b"\x00")
    return (pieces[1], pieces[2]) if len(pieces) == 3 else MALFORMED


async def _login(server: SMTP, initial: list[str]) -> tuple[bytes, bytes] | str:
    name = await _said(server, initial, "Username:")
    if isinstance(name, str):
        return name
    password = await _said(server, [], "Password:")
    return password if isinstance(password, str) else (name, password)


async def _said(server: SMTP, initial: list[str], challenge: str) -> bytes | str:
    """The client's response; or the reply that ends the dialogue, empty where it has been given."""
    if not initial:
        response = await server.challenge_auth(challenge)
        return "" if response is MISSING else bytes(response)
    if initial[0] == "=":  # RFC 4954 section 4: an empty initial response
        return b""
    try:
        return b64decode(initial[0].encode(), validate=True)
    except (binascii.Error, UnicodeError):
        return MALFORMED
