"""Identifiers as machines make them: random, and the same in every run."""

import base64
import random
from dataclasses import dataclass

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_BASE_62 = f"{_LETTERS}{_LETTERS.upper()}0123456789"


@dataclass(frozen=True)
class Tokens:
    """Whose identifiers they are: a reader's, or the mailing's; one name always gives one identifier."""

    owner: str

    def of(self, name: str, length: int, alphabet: str = _BASE_62) -> str:
        """So many characters of an alphabet."""
        return "".join(random.Random(f"{self.owner} {name} {alphabet}").choices(alphabet, k=length))

    def hex(self, name: str, length: int) -> str:
        return self.of(name, length, "0123456789abcdef")

    def digits(self, name: str, length: int) -> str:
        return self.of(f"first {name}", 1, "123456789") + self.of(name, length - 1, "0123456789")

    def lower(self, name: str, length: int) -> str:
        return self.of(name, length, f"{_LETTERS}0123456789")

    def upper(self, name: str, length: int) -> str:
        return self.of(name, length, f"{_LETTERS.upper()}0123456789")

    def packed(self, name: str, length: int) -> str:
        """Base64 for URLs."""
        return self.of(name, length, f"{_BASE_62}-_")

    def uuid(self, name: str) -> str:
        text = self.hex(name, 32)
        return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-a{text[17:20]}-{text[20:]}"


def packed(text: str) -> str:
    """A text in base64 for URLs, without its padding."""
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
