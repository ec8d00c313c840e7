"""What every shape of ``--json`` has in common."""

from pydantic import BaseModel, ConfigDict, field_validator


class Printed(BaseModel):
    """A value that is printed as JSON: it never changes, and all of it can be written."""

    model_config = ConfigDict(frozen=True, serialize_by_alias=True, validate_by_name=True, validate_by_alias=True)

    @field_validator("*", mode="before")
    @classmethod
    def _writable(cls, value: object) -> object:
        """Octets that are no text stand in ours as lone surrogates, which UTF-8 cannot write: question marks here."""
        return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value
