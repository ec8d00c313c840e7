"""The script: who does what, and how long after the letters were delivered.

Addresses of proxies and gateways lie in the networks that their owners really use: Apple's relay in 172.224.0.0/14,
Google's image proxy in 66.249.93.0/24, Gmail's prefetch in 108.177.2.0/24 where a published log has it, Defender in
40.94.0.0/16, Barracuda in 64.235.144.0/20. People have addresses from the networks kept for documentation (RFC 5737):
they belong to nobody, and no list of hosting networks has them.
"""

from dataclasses import dataclass

from backstamp.app.demo import cast
from backstamp.app.demo.cast import Member
from backstamp.app.demo.fetchers import (
    APPLE_RELAY,
    BARRACUDA,
    DEFENDER,
    GMAIL_IMAGE_PROXY,
    GMAIL_PREFETCH,
)
from backstamp.app.demo.people import CHROME, EDGE, OUTLOOK_MAC, OUTLOOK_WINDOWS, SAFARI_IPHONE, THUNDERBIRD
from backstamp.app.demo.scene import (
    Move,
    floods,
    follows,
    follows_every_link,
    follows_in_chromium,
    opens,
    opens_in_chromium,
)

MINUTE = 60
HOUR = 60 * MINUTE
FLOOD = 300

_DEFENDER = ("40.94.29.84", "40.94.29.91", "40.94.31.12")
_BARRACUDA = ("64.235.150.12", "64.235.154.70")


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that happens.

    Attributes:
        after: seconds after delivery.
        who: whose copy it happens to.
        line: what is told of it, a sentence.
        move: what is done.
    """

    after: int
    who: Member
    line: str
    move: Move


SCRIPT = (
    Act(
        9,
        cast.MAREN,
        "The city's Defender gateway looks at Maren's letter and loads the pixel.",
        opens(DEFENDER, _DEFENDER[0]),
    ),
    Act(
        14,
        cast.PRIYA,
        "Priya's Barracuda gateway does the same with hers.",
        opens(BARRACUDA, _BARRACUDA[0]),
    ),
    Act(
        42,
        cast.MAREN,
        "Defender follows every link of Maren's letter within a second. Maren is on leave.",
        follows_every_link(DEFENDER, _DEFENDER),
    ),
    Act(
        58,
        cast.PRIYA,
        "Barracuda follows every link of Priya's letter.",
        follows_every_link(BARRACUDA, _BARRACUDA),
    ),
    Act(
        2 * MINUTE,
        cast.AMARA,
        "Amara's Gmail is open somewhere: Google prefetches the images of her letter.",
        opens(GMAIL_PREFETCH, "108.177.2.32"),
    ),
    Act(
        2 * MINUTE + 20,
        cast.LUCA,
        "Luca's Gmail does the same. Luca has gone out.",
        opens(GMAIL_PREFETCH, "108.177.2.37"),
    ),
    Act(
        4 * MINUTE,
        cast.HANA,
        "Hana reads her letter in Outlook on Windows.",
        opens(OUTLOOK_WINDOWS, "192.0.2.41"),
    ),
    Act(
        7 * MINUTE,
        cast.AMARA,
        "Amara opens her letter; Gmail's image proxy loads the pixel for her.",
        opens(GMAIL_IMAGE_PROXY, "66.249.93.55"),
    ),
    Act(
        9 * MINUTE,
        cast.AMARA,
        "Amara follows “Keep me a chair” in Chrome.",
        follows(CHROME, "203.0.113.20", "Keep me a chair"),
    ),
    Act(
        16 * MINUTE,
        cast.ELIAS,
        "Elias reads his letter in Thunderbird.",
        opens(THUNDERBIRD, "198.51.100.77"),
    ),
    Act(
        25 * MINUTE,
        cast.BEATRIX,
        "Beatrix reads her letter in Thunderbird, and forwards it to her sister.",
        opens(THUNDERBIRD, "203.0.113.88"),
    ),
    Act(
        43 * MINUTE,
        cast.INGRID,
        "Ingrid's iPhone loads all images through Apple's relay. It lies in a drawer.",
        opens(APPLE_RELAY, "172.225.46.27"),
    ),
    Act(
        43 * MINUTE + 30,
        cast.TOMASZ,
        "Tomasz's iPhone does the same, charging in the kitchen.",
        opens(APPLE_RELAY, "172.224.240.11"),
    ),
    Act(
        55 * MINUTE,
        cast.PRIYA,
        "Priya herself opens her letter in Outlook.",
        opens(OUTLOOK_WINDOWS, "192.0.2.130"),
    ),
    Act(
        56 * MINUTE,
        cast.PRIYA,
        "Priya follows “How to keep a rack” in Edge.",
        follows(EDGE, "192.0.2.130", "How to keep a rack"),
    ),
    Act(
        HOUR + 5 * MINUTE,
        cast.ODILE,
        f"Odile finds the pixel in the source of her letter, and asks for it {FLOOD} times with curl.",
        floods("198.51.100.9", FLOOD),
    ),
    Act(
        HOUR + 10 * MINUTE,
        cast.BEATRIX,
        "Beatrix's sister reads the forwarded letter, in Outlook on her Mac, in another town.",
        opens(OUTLOOK_MAC, "198.51.100.140"),
    ),
    Act(
        HOUR + 25 * MINUTE,
        cast.SAM,
        "Sam opens his letter in Chromium.",
        opens_in_chromium("203.0.113.201"),
    ),
    Act(
        HOUR + 26 * MINUTE,
        cast.SAM,
        "Sam follows “Visit her bench”.",
        follows_in_chromium("203.0.113.201", "Visit her bench"),
    ),
    Act(
        2 * HOUR + 5 * MINUTE,
        cast.TOMASZ,
        "Tomasz reads his letter, its images long loaded, and follows “the hinge, in pictures” by Private Relay.",
        follows(SAFARI_IPHONE, "172.226.12.8", "the hinge, in pictures"),
    ),
)
