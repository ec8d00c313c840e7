"""The words for what a one-time link does, in URLs and in visible text, in the main European languages.

Lower-case and without accents, as the caller brings them.
"""

import re
from itertools import chain

_WORDS = re.compile(
    r"""
    [^a-z0-9](?:
        reset | unlock | (?:user|auto|wp|admin|email|my)?login(?!g) | log[-_]?in(?![a-z])
      | sign[-_]?(?:in|up|on)(?![a-z])
      | sso(?![a-z]) | o?auth2?(?:n|enticate|entication)?(?![a-z]) | magic(?=[-_]?(?:link|log|sign|auth|tok|code)|/|$)
      | invit | join(?![a-z]) | accept(?![a-z]) | redeem(?![a-z]) | validat | lost[-_]?pass | forgot | opt-?in(?![a-z])
      | recover[-_]?(?:password|account|y(?![a-z])) | rp(?=&|$) | members/?(?=\?) | action-token
      | aktiv | attiva | activ[ae]r | anmeld | bestatig | bestaetig | bevestig | bekraft | bekreft | conferma
      | connexion | contrasen | accedi | einlad | haslo | iniciar?[-_]sesion | inlog | logowani | losenord
      | mot[-_]?de[-_]?passe | potwierd | senha | validar | valider | wachtwoord
    )
    """,
    re.VERBOSE,
)
_STEMS = re.compile("activat|confirm|passw|verif")  # at any place in a word
_SOME = r"[ ](?:\w{1,12}[ ]){0,3}"  # "your", "deine neue", "l'adresse de …"
_IN_TEXT = re.compile(
    rf"""
    [^a-z0-9](?:
      (?:reset|set|create|choose|recover){_SOME}pass(?:word|code)
    | (?:verify|confirm|validate|activate){_SOME}(?:e-?mail|account|address|registration|subscription|identity|sign-?up)
    | magic[ ]link | one-?time[ ](?:link|code|login|password) | accept{_SOME}invit | yes,[ ](?:subscribe|confirm)
    | (?:passwor[td]|kennwort){_SOME}(?:zurucksetzen|setzen|festlegen|andern|vergeben)
    | (?:e-?mail|e-mail-adresse|adresse|\w{{0,20}}anmeldung|registrierung|konto){_SOME}
      (?:bestatigen|aktivieren|freischalten)
    | (?:reinitialiser|modifier|creer|definir){_SOME}mot[ ]de[ ]passe
    | (?:confirmer|verifier|activer|valider){_SOME}(?:l['’])?(?:e-?mail|adresse|compte|inscription)
    | (?:restablecer|cambiar|crear){_SOME}contrasena | (?:redefinir|alterar|repor){_SOME}(?:senha|palavra-passe)
    | (?:confirmar|verificar|activar|ativar){_SOME}(?:e-?mail|correo|cuenta|conta|inscri|suscripcion)
    | (?:reimposta|ripristina|reimpostare){_SOME}password
    | (?:conferma|verifica|attiva){_SOME}(?:l['’])?(?:e-?mail|indirizzo|account|iscrizione)
    | wachtwoord{_SOME}(?:herstellen|instellen|resetten|wijzigen)
    | (?:bevestig|activeer|verifieer){_SOME}(?:e-?mail|account|aanmelding|inschrijving)
    | (?:aterstall|valj|nulstil|tilbakestill){_SOME}(?:losenord|passord|adgangskode)
    | (?:bekrafta|bekreft|bekraeft){_SOME}(?:e-?post|e-?mail|konto)
    | (?:zresetuj|zmien|ustaw){_SOME}haslo | (?:potwierdz|aktywuj){_SOME}(?:e-?mail|konto|adres|rejestracj|subskrypcj)
    )
    """,
    re.VERBOSE,
)
_LONGEST_NAME = 4  # words of a path segment that says what a page does; titles of articles are longer


def deed_in_url(url: str) -> int | None:
    """Offset behind a word in a URL that names such a deed, outside the titles of articles; or None."""
    found = chain(_WORDS.finditer(url), _STEMS.finditer(url))
    return next((word.end() for word in found if is_name(url, word.end() - 1)), None)


def deed_in_text(text: str) -> bool:
    """Whether the visible text says that its link does such a deed."""
    return _IN_TEXT.search(f" {text}") is not None


def is_name(url: str, at: int) -> bool:
    """Whether an offset lies in the name of a page or parameter rather than in the long title of an article."""
    start = max(url.rfind(mark, 0, at) for mark in "/?&=#") + 1
    end = min((found for mark in "/?&=#" if (found := url.find(mark, at)) >= 0), default=len(url))
    return url.count("-", start, end) + url.count("_", start, end) < _LONGEST_NAME
