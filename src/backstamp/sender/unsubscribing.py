"""Links for leaving a list or changing what it sends, known by the words of their URL and of their visible text.

The words are those of the main European languages, lower-case and without accents.
"""

import re
from itertools import chain

from backstamp.sender.deeds import is_name

_LEAVING = r"""
      unsuscri | de-?subscri | list-?unsub | opt(?:ing|ed)?[ _+-]?out  # English
    | abbestell | austrag | abo(?:nnement)?s?[ _-]?kundig  # German
    | desabonn | desinscri | annuler[ _-](?:l['’]?)?(?:inscription|abonnement)  # French
    | dar(?:[mst]e)?[ _-]de[ _-]baja | desuscri | desubscri | desinscri  # Spanish
    | (?:cancel|anul)ar[ _-](?:(?:a|la|el|o|mi|minha|tu|sua)[ _-])?(?:su[bs]*cri|inscri|assinatura|registro)
    | descadastr | remover[ _-](?:inscri|e-?mail)  # Portuguese
    | disiscri | disattiva[ _-](?:la[ _-])?(?:newsletter|iscri)
    | (?:cancella|annulla)(?:re|zione|ti)?[ _-](?:(?:l['’]|la|dall[ae'’])[ _-]?)?(?:iscri|newsletter|mailing)
    | uitschrij | afmeld | uitschrev  # Dutch, Danish
    | avregistr | av(?:bryt|sluta)[ _-]prenum | avprenum | avanmal | avmeld | frameld | meld[ _-]deg[ _-]av
    | peru(?:uta)?[ _-](?:uutiskirje|tilau)  # Finnish
    | wypis(?:z|a|u) | (?:z?rezygn)(?:uj|acj) | anuluj[ _-]subskr  # Polish
    | odhlas | odhlai | odjav | leiratkoz | dezabon | dezaboneaza  # Czech, Croatian, Hungarian …
    | απεγγραφ | διαγραφη | отпис | відпис | скасувати[ _-]підписк  # Greek, Cyrillic
"""
_MAIL = (
    r"(?:e-?mails?|mail(?:ing)?s?|newsletters?|subscri(?:ption|ber)s?|communications?|contact|marketing|notifications?"
    r"|benachrichtigung(?:s|en)?|abonnements?)"
)
_WHOSE = r"(?:your|my|mes|meine|mijn|mis|tus|vos|the|these|account|abos?)"
_PREFERENCES = (
    r"(?:preferen[cz](?:es?|ias?|i)|prefs?|einstellung(?:en)?|voorkeuren|installningar|innstillinger|indstillinger"
    r"|asetukset|ustawienia)"
)
_CHOICES = rf"(?:{_PREFERENCES}|settings?|options?|choices)"
_STEMS = re.compile("unsub(?!st)|abmeld")  # at any place in a word
_IN_URL = re.compile(
    rf"""
    [^a-z0-9](?:
      {_LEAVING}
    | {_MAIL}[/_-]?{_CHOICES}(?![a-z])
    | (?:preference|subscription|einstellungs)s?[_-]?(?:cent(?:er|re)|manage(?:r|ment)?)(?![a-z])
    | (?:manage|update|edit|change)[/_-]?(?:{_WHOSE}[_-]?)?(?:{_MAIL}[_-]?)?(?:{_CHOICES}|subscriptions?)(?![a-z])
    | {_CHOICES}/{_MAIL}(?=/?(?:[?\#]|$)) | (?<=/)(?:e?mail)?pref(?:erence)?s?(?=[/?.\#]|$)
    | list-manage\d*+\.com/profile | mailman/options/ | baja(?=[/?])
    )
    """,
    re.VERBOSE,
)
_IN_TEXT = re.compile(
    rf"""
    [^a-z0-9](?:
      {_LEAVING}
    | {_MAIL}[ -]?{_CHOICES}(?![a-z]) | {_WHOSE}[ ]{_PREFERENCES}(?![a-z])
    | {_CHOICES}[ ](?:(?:de|des|di|du|van|voor|fur|for|del|della|av|la|le|your)[ ]|d['’])*+{_MAIL}
    | (?:manage|update|edit|change|set|adjust|modify|choose)[ ]
      (?:(?:{_WHOSE}|{_MAIL})[ ])*+(?:{_PREFERENCES}|settings|subscriptions?)(?![a-z])
    | (?:gerer|modifier|gestisci|gestire|modifica|cambia|gestionar|modificar|gerir|alterar|actualizar|atualizar)[ ]
      (?:\w{{1,12}}[ ]){{0,2}}(?:{_CHOICES}|abonnements?|iscrizion|suscripci|subscric)
    | (?:einstellung(?:en)?|praferenzen|abos?|abonnements?|newsletter)[ ](?:verwalten|andern|anpassen|kundigen)
    | voorkeuren[ ](?:wijzigen|aanpassen|beheren) | opzeggen(?![a-z]) | cancellati(?![a-z])
    | (?:remove|delete|take)[ ]me(?![a-z]) | stop[ ](?:receiving|getting|sending|these|e-?mail)
    | no[ ]longer[ ](?:wish|want)[ ]to[ ]receive | leave[ ](?:this|the|our)[ ](?:mailing[ ]?)?list
    | turn[ ]off[ ](?:these[ ])?(?:e-?mails?|notifications?)
    )
    """,
    re.VERBOSE,
)


def is_unsubscribing(url: str, text: str) -> bool:
    """Whether a link leads to unsubscribing or to the preferences of what is sent.

    Args:
        url: absolute, in lower case without accents, bounded by the caller.
        text: the link's visible text, likewise.
    """
    if _STEMS.search(text) is not None or _IN_TEXT.search(f" {text}") is not None:
        return True
    found = chain(_STEMS.finditer(url), _IN_URL.finditer(url))
    return any(is_name(url, word.end() - 1) for word in found)
