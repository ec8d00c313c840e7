"""Fields of a JSON object that may be of any type: text, numbers and lists, or their empty stand-ins."""

from collections.abc import Mapping


def text(fields: Mapping[str, object], key: str) -> str:
    """A text; "" for what is missing or of another type. Numbers become text."""
    value = fields.get(key)
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def texts(fields: Mapping[str, object], key: str) -> tuple[str, ...]:
    """The texts of a list; empty where there is none."""
    value = fields.get(key)
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()


def objects(fields: Mapping[str, object], key: str) -> list[dict[str, object]]:
    """The objects of a list; empty where there is none."""
    value = fields.get(key)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def number(fields: Mapping[str, object], key: str) -> int:
    """A whole number that is not negative, also written as text; 0 for anything else."""
    value = fields.get(key)
    if isinstance(value, str):
        return int(value) if value.isascii() and value.isdigit() and len(value) < 19 else 0
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1 << 63 else 0
