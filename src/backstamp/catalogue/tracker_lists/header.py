"""What a list says of itself in the comments at its top: title and licence."""

import re

from backstamp.catalogue.tracker_lists.gathering import Gathering

_SAYS = re.compile(r"[!#;\s]*+(title|licen[cs]e)\s*:\s*(\S[^\n]{0,200})", re.IGNORECASE)


def note_header(comment: str, into: Gathering) -> None:
    """Note the first title and the first licence that a comment line gives."""
    found = _SAYS.match(comment[:300])
    if found is None:
        return
    value = found[2].strip()
    if found[1].lower() == "title":
        into.title = into.title or value
    else:
        into.licence = into.licence or value
