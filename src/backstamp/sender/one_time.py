"""Links that work once, or that let in whoever holds them: sign-in, reset, verification, confirmation, invitation.

They carry a secret together with a word that says what it opens. The shapes are those that frameworks and services
send: Django and allauth, Rails (Devise), Laravel, WordPress, ASP.NET Identity, Keycloak, Supabase, Firebase, Auth0,
Cognito, Clerk, Okta, Discourse, Ghost, Mailman and their like. A page for signing in, without a secret, is none.
"""

import re

from backstamp.sender.deeds import deed_in_text, deed_in_url
from backstamp.sender.secret import is_code, is_random

_FRONT = r"[?&;#%](?:(?<!%)|(?:25)?+(?:26|3f|23))(?:amp;)?+"  # of a parameter; also of one within an escaped URL
_VALUE = r"\]?+(?:%5d)?+(?:=|%(?:25)?+3d)(?P<value>(?:(?!%(?:25)?+26)[^&#;?])++)"

_JWT = re.compile(r"(?<![\w-])eyj[\w-]{8,}+\.eyj[\w-]{8,}+", re.IGNORECASE)
_OAUTH = re.compile(rf"{_FRONT}state=")
_OPT_IN = re.compile(
    r"/(?:subscribe/confirm|confirm[-_]?(?:subscription|opt-?in|e-?mail)?)(?:\.\w{2,5})?/?\?(?!utm_)[^#]{6}"
)
_NAMED = re.compile(
    rf"""
    {_FRONT} (?:[\w.%\[-]{{0,39}}?[_.%\[0-9-])?
    (?: (?:confirm(?:ation)?|verif(?:y|ication)|activat(?:e|ion)|invit(?:e|ation)|log_?in|sign_?in
          |auth(?:entication)?|reset|unlock|magic|access|refresh|recovery|password|one_?time|sso|session|id)
        [_.-]?(?:link|password|email)?+[_.-]?(?P<kind>token|ticket|key|hash|code)
      | (?:oob_?code|otp|otc|jwt|saml_?response|token_?hash|magic_?link) )
    {_VALUE}
    """,
    re.VERBOSE | re.IGNORECASE,
)
_UNNAMED = re.compile(
    rf"""{_FRONT}(?:\w{{1,20}}(?:\[|%5b))?
    (?P<name>token|tok|code|key|ticket|hash|signature|sig|nonce|secret|pin|password|data|link|[uktc]){_VALUE}""",
    re.VERBOSE | re.IGNORECASE,
)
_SHORTEST = 6  # characters of a secret
_NEAR = 4  # path segments, from the word on, in which its secret stands


def is_one_time(url: str, lowered: str, text: str) -> bool:
    """Whether a link carries a secret that signs in, resets, confirms or accepts.

    Args:
        url: absolute, bounded by the caller.
        lowered: the same in lower case, without accents.
        text: the link's visible text, likewise.
    """
    if _JWT.search(url) or _OPT_IN.search(lowered) or any(map(_is_named_secret, _NAMED.finditer(url))):
        return True
    said, behind = deed_in_text(text), deed_in_url(lowered)
    opens = said or behind is not None or _OAUTH.search(lowered) is not None
    if any(_is_secret(found["name"].lower(), found["value"], opens=opens) for found in _UNNAMED.finditer(url)):
        return True
    if behind is not None:
        return _near(url if len(url) == len(lowered) else lowered, behind)
    return said and any(map(is_random, re.split(r"[/?&=#]", url)[3:]))


def _is_named_secret(found: re.Match[str]) -> bool:
    value = found["value"]
    return is_code(value) or (len(value) >= _SHORTEST and (found["kind"] or "").lower() != "code")


def _is_secret(name: str, value: str, *, opens: bool) -> bool:
    """Whether a parameter with a general name is a secret: its value tells, and whether anything is to be opened."""
    if not opens:
        return name == "token" and is_random(value)
    return len(value) >= _SHORTEST if name == "token" else is_code(value)


def _near(url: str, behind: int) -> bool:
    """Whether a secret stands in the path close behind the word that says what it opens."""
    path, _, query = url[behind:].partition("#")[0].partition("?")
    pieces = re.split("[/:]", path)[:_NEAR]
    return any(map(is_random, pieces)) or ("=" not in query and is_random(query))
