"""``backstamp password``: make the password hash for a user of the relay."""

import typer


def password() -> None:
    """Ask for a password and print its Argon2id hash, for `relay.users` in the settings."""
    from backstamp.sender.relay_access import hash_password

    typer.echo(hash_password(typer.prompt("Password", hide_input=True, confirmation_prompt=True)))
