"""What ``backstamp stamp --report json`` prints, field by field; docs/json.md is made from this module."""

from pydantic import Field

from backstamp.app.printed import Printed


class StampedLink(Printed):
    """A link of the message, stamped or not."""

    ordinal: int | None = Field(description="Number of a stamped link, from 1, as hits name it; null if left alone.")
    part: str = Field(description="Number of the MIME part, such as `1.2`.")
    content_type: str = Field(description="Of that part: `text/html` or `text/plain`.")
    line: int = Field(description="Line in the text of the part, from 1.")
    text: str = Field(description="Its visible text, 80 characters at most; empty for an image and in plain text.")
    destination: str = Field(
        description="Where it leads: the absolute URL without its fragment; of a link left alone what stands there, "
        "200 characters at most."
    )
    outcome: str = Field(description="`stamped` or `left alone`.")
    why: str | None = Field(description="Why it was left alone, in a clause; null if stamped.")
    places: int = Field(description="In how many places it stands: more than 1 where comments for Outlook repeat it.")


class StampedPixel(Printed):
    """The pixel, and where it went."""

    outcome: str = Field(description="`stamped` or `left alone`.")
    part: str | None = Field(description="Number of the MIME part; null if there is no pixel.")
    line: int | None = Field(description="Line in the text of the part, from 1.")
    before: str | None = Field(description="The tag that it stands in front of, such as `</body>`; empty at the end.")
    why: str | None = Field(description="Why there is none, in a clause; null if stamped.")


class ReaderLine(Printed):
    """The line that tells readers what the message tells its sender."""

    text: str = Field(description="Its words.")
    part: str = Field(description="Number of the MIME part.")
    line: int = Field(description="Line in the text of the part, from 1.")


class HeaderChange(Printed):
    """A field of the message's own header that is not what it was."""

    outcome: str = Field(description="`added`, `removed`, `renamed` or `changed`.")
    name: str = Field(description="Name of the field, before.")
    new_name: str | None = Field(description="Name of the field after it was renamed, else null.")
    value: str = Field(description="Its value: the new one, or that of the field that was removed; folds undone.")


class LeftAlone(Printed):
    """Something other than a link that was not stamped, such as an attached part."""

    what: str = Field(description="What it is, such as `part 1.3`.")
    why: str = Field(description="The reason, in a clause.")


class TextEdit(Printed):
    """One run of text that was replaced, in the text of a part; what `--diff` shows."""

    part: str = Field(description="Number of the MIME part.")
    line: int = Field(description="Line in the text of the part before, from 1.")
    what: str = Field(description="In words: `link 3`, `pixel`, `line for the reader`, `an own stamp of earlier`.")
    before: str = Field(description="What stood there; empty for an insertion.")
    after: str = Field(description="What stands there now; empty for a removal.")


class Totals(Printed):
    """The sums."""

    links: int = Field(description="Links found; 0 where links are not looked at.")
    stamped: int = Field(description="Links stamped.")
    left_alone: int = Field(description="Links left alone.")
    pixels: int = Field(description="0 or 1.")
    octets_before: int = Field(description="Size of the message as it came.")
    octets_after: int = Field(description="Size of the stamped message.")
    octets_replaced: int = Field(description="Octets of the original that are no longer there; all others are kept.")
    octets_written: int = Field(description="Octets of the stamped message that were not in the original.")


class StampReport(Printed):
    """What `backstamp stamp --report json` prints."""

    message: str | None = Field(description="Message id, 16 hex digits; null for a dry run, which nothing remembers.")
    to: str = Field(description="The recipient's address, as given.")
    subject: str = Field(description="The subject.")
    author: str = Field(description="The From header.")
    outcome: str = Field(description="`stamped` or `untouched`.")
    untouched: str | None = Field(description="Why nothing was stamped, in a sentence; null where something was.")
    opens_mode: str = Field(description="What the pixel may tell: `off`, `aggregate`, `pseudonymous`, `individual`.")
    links_mode: str = Field(description="What the links may tell, in the same words.")
    links: tuple[StampedLink, ...] = Field(description="Every link, in the order of the message.")
    pixel: StampedPixel = Field(description="The pixel.")
    reader_line: ReaderLine | None = Field(description="The line for the reader; null where there is none.")
    header: tuple[HeaderChange, ...] = Field(description="Changes in the message's own header.")
    recoded: tuple[str, ...] = Field(
        description="Parts whose transfer encoding had to be written anew: their text is the same, their octets not."
    )
    others: tuple[LeftAlone, ...] = Field(description="What else was left alone.")
    edits: tuple[TextEdit, ...] = Field(description="What was replaced in the text of the parts, in order.")
    totals: Totals = Field(description="The sums.")
    undo: str | None = Field(
        description="What `unstamp` made of the stamped message when it was tried: `exact` (the original, octet for "
        "octet) or `by meaning`; null where nothing was stamped."
    )
