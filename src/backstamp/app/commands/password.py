"""``backstamp password``: make the password hash for a user of the relay."""

import sys

import typer


def password() -> None:
    """Ask for a password, or read it from a pipe, and print its Argon2id hash, for `relay.users` in the settings."""
    from backstamp.errors import UsageError
    from backstamp.sender.relay_access import hash_password

    try:
        secret = _asked() if sys.stdin.isatty() else sys.stdin.readline().rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise UsageError("the password is not UTF-8 text") from error
    if not secret:
        raise UsageError("the password is empty: type one, or pipe one line to this command")
    typer.echo(hash_password(secret))


def _asked() -> str:
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))
