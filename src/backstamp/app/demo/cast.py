"""The twelve recipients, six for each letter, and the truth about each of them. Names and domains are invented."""

from dataclasses import dataclass

from backstamp.app.demo.newsletters.letter import BOOKSHOP, CHANGELOG, Letter
from backstamp.app.demo.story import Truth


@dataclass(frozen=True, slots=True)
class Member:
    """One recipient.

    Attributes:
        letter: the newsletter that goes to them.
        mailbox: where their mail lives, and what stands before it.
        truth: what truly happens.
    """

    letter: Letter
    mailbox: str
    truth: Truth

    @property
    def address(self) -> str:
        """The recipient's address."""
        return self.truth.address

    @property
    def first_name(self) -> str:
        """The name that the play calls them by."""
        return self.truth.name.split()[0]


INGRID = Member(
    BOOKSHOP,
    "Apple Mail with Mail Privacy Protection",
    Truth(
        "ingrid@solheim.example",
        "Ingrid Solheim",
        "Her iPhone fetched the images by itself, 43 minutes later. She never opened the letter.",
        read=False,
        clicked=False,
    ),
)
TOMASZ = Member(
    BOOKSHOP,
    "Apple Mail with Mail Privacy Protection and Private Relay",
    Truth(
        "tomasz@wilk.example",
        "Tomasz Wilk",
        "His iPhone fetched the images by itself. In the evening he read the letter and followed one link.",
        read=True,
        clicked=True,
    ),
)
AMARA = Member(
    BOOKSHOP,
    "Gmail in a browser",
    Truth(
        "amara@okafor.example",
        "Amara Okafor",
        "Gmail prefetched the images; minutes later she opened the letter and kept herself a chair for Thursday.",
        read=True,
        clicked=True,
    ),
)
LUCA = Member(
    BOOKSHOP,
    "Gmail in a browser",
    Truth(
        "luca@ferrante.example",
        "Luca Ferrante",
        "Gmail prefetched the images while his inbox was on the screen. He went out without opening the letter.",
        read=False,
        clicked=False,
    ),
)
BEATRIX = Member(
    BOOKSHOP,
    "Thunderbird",
    Truth(
        "beatrix@holm.example",
        "Beatrix Holm",
        "She read the letter and forwarded it to her sister, who read it too, in another town and another program.",
        read=True,
        clicked=False,
    ),
)
DESMOND = Member(
    BOOKSHOP,
    "a mailbox that he empties on Sundays",
    Truth(
        "desmond@pryce.example",
        "Desmond Pryce",
        "Nothing happened. The letter is still there, unopened.",
        read=False,
        clicked=False,
    ),
)
HANA = Member(
    CHANGELOG,
    "Outlook on Windows",
    Truth(
        "hana@kobayashi-joinery.example",
        "Hana Kobayashi",
        "She read the letter in Outlook and followed nothing.",
        read=True,
        clicked=False,
    ),
)
ELIAS = Member(
    CHANGELOG,
    "Thunderbird",
    Truth(
        "elias@brandt-boats.example",
        "Elias Brandt",
        "He read the letter in Thunderbird, with images switched on.",
        read=True,
        clicked=False,
    ),
)
MAREN = Member(
    CHANGELOG,
    "a city's mail behind Microsoft Defender",
    Truth(
        "maren.voss@stadt-varnfeld.example",
        "Maren Voss",
        "The city's gateway opened the pixel and followed every link before delivery. She was on leave.",
        read=False,
        clicked=False,
    ),
)
PRIYA = Member(
    CHANGELOG,
    "an office's mail behind Barracuda, read in Outlook",
    Truth(
        "priya@raman-architects.example",
        "Priya Raman",
        "The gateway followed every link. An hour later she read the letter and followed one herself.",
        read=True,
        clicked=True,
    ),
)
ODILE = Member(
    CHANGELOG,
    "a terminal",
    Truth(
        "odile@atelier-marchand.example",
        "Odile Marchand",
        "She did not read the letter. She found the pixel in its source and asked for it 300 times with curl.",
        read=False,
        clicked=False,
    ),
)
SAM = Member(
    CHANGELOG,
    "a browser on Linux",
    Truth(
        "sam@whitlock.example",
        "Sam Whitlock",
        "He opened the letter in Chromium and followed one link.",
        read=True,
        clicked=True,
    ),
)

CAST = (INGRID, TOMASZ, AMARA, LUCA, BEATRIX, DESMOND, HANA, ELIAS, MAREN, PRIYA, ODILE, SAM)
