"""Who asks for an image or a link, as it shows on the wire: headers in their order, and where we have them from."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Client:
    """One kind of fetcher, mail client or browser.

    Attributes:
        name: what people call it.
        headers: names and values as they go out, in order and case; ``Host`` goes before them.
        source: who published or measured the set, and what of it is only our guess.
    """

    name: str
    headers: tuple[tuple[str, str], ...]
    source: str
