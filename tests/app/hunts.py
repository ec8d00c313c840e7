"""Hunts put together from events and messages, for the tests of what is said of them."""

from datetime import UTC

from tests.recipient.hunting import BOB, CHRIS, HOST, SECOND, folded

from backstamp.app.hunt_mail import Mail
from backstamp.app.hunting import Hunt
from backstamp.recipient.hunt.clients import ClientBook
from backstamp.recipient.hunt.forwarding import stories
from backstamp.recipient.hunt.needles import Needles
from backstamp.recipient.hunt.post import Post
from backstamp.recipient.hunt.sought import Sought
from backstamp.recipient.hunt.timeline import timeline

STAFF = f"{BOB},Bob <bob@corp.example>\n{CHRIS},Chris <chris@corp.example>\n"


def hunted(events, messages=(), staff=STAFF, vendors=None, left_out=0, **known) -> Hunt:
    """What a hunt for one host comes to."""
    post = Post(messages, 300 * SECOND)
    sightings = timeline(folded(*events), post, ClientBook.read(staff, UTC), **known)
    sought = Sought(frozenset({HOST}), Needles.of([]), vendors or {})
    mail = Mail(tuple(messages), len(messages), ()) if messages else None
    return Hunt(sought, "names", mail, sightings, stories(sightings, post), (), left_out, UTC, bool(staff))
