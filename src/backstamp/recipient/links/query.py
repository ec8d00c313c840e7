"""Query strings, piece by piece, without changing a character."""


def first_value(query: str, names: tuple[str, ...]) -> str | None:
    """The value of the first parameter that has one of ``names``, as it stands; None where there is none.

    ``&amp;`` left over from HTML counts as an ampersand.
    """
    for piece in query.split("&"):
        name, equals, value = piece.partition("=")
        if equals and name.removeprefix("amp;") in names:
            return value
    return None


def has_name(query: str, names: tuple[str, ...]) -> bool:
    """Whether a parameter has one of ``names``."""
    return first_value(query, names) is not None
