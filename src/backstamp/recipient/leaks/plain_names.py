"""Local parts that many people share: they tell nobody from anybody."""

_WORDS = (
    "abuse account accounts admin administrator alert alerts all api app billing blog buchhaltung "
    "business career careers client clients club company contact contacts contato customer customers "
    "customerservice daily data demo dev email enquiries enquiry events feedback finance firma guest "
    "hallo hello help helpdesk hi home hostmaster hr id image images img inbox info information inquiries "
    "invoice it job jobs join kontakt legal link links list lists login mail mailbox mailer mailing "
    "mailinglist main manager marketing me media member members my name news newsletter no-reply noreply "
    "office online open order orders partner payments people personal post postmaster press presse "
    "privacy promo public recipient recipients registration reply request root sales secretary security "
    "service services shop spam staff store subscribe subscriber subscribers support team tech test "
    "testing track tracking unsubscribe update updates usenet user users verify web webmaster welcome "
    "work www you "
)
GENERIC = frozenset(_WORDS.split())
