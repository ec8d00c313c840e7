"""Template placeholders in a link: marks that a mailing system fills in, or should have filled in, for each recipient.

The marks are those that the systems document: ``{{x}}``, ``{% x %}`` (Handlebars, Liquid, Jinja: Marketo, HubSpot,
Klaviyo, Brevo, SendGrid, Postmark), ``*|X|*`` (Mailchimp, Mandrill), ``%%x%%`` (Salesforce Marketing Cloud), ``[[x]]``
(Constant Contact, GetResponse), ``[%x]`` (Inxmail), ``${x}`` (FreeMarker), ``<%= x %>`` (ERB, Adobe Campaign), ``<x>``
(Campaign Monitor), ``{x}``, ``{!x}``, ``{$x}`` (CleverReach, AWeber, MailerLite), ``[x]`` (Sendy, MailPoet), ``%x%``
(Mailgun, ActiveCampaign), ``-x-`` (SendGrid), ``$x$`` (Emarsys, Responsys), ``~x~`` (Keap). Arrays of a query
(``a[]=1``, ``a[b]=1``) and identifiers in braces are none.
"""

import re

_GUID = r"[0-9A-Fa-f]{8}-"  # Microsoft writes identifiers in braces into its URLs
_NAME = r"[A-Za-z_][\w .:|-]{0,80}+"

_PLACEHOLDER = re.compile(
    rf"""
      \{{[{{%!$]                                  # {{x {{% x {{!x {{$x
    | \$\{{                                        # ${{x
    | \*\||\*%7C                                   # *|x
    | \[\[ | \[%(?![0-9A-F]{{2}})                  # [[x [%x
    | <[A-Za-z%$/]                                 # <x> <%= x
    | %7B%(?:7B|25)                                # {{{{ {{% as an editor may have escaped them
    | \{{(?!{_GUID}){_NAME}\}}                     # {{x}}
    | %%[^%\s]{{1,100}}+%%                         # %%x%%
    | %(?![0-9A-F]{{2}}){_NAME}%(?![0-9A-F]{{2}})  # %x%
    | (?:^|[=/])(?:                                # a whole segment or value:
          \[[A-Za-z_][^\[\]&/?\#]{{0,80}}+\]       # [x]
        | -[A-Za-z_][\w.]{{0,80}}+-                # -x-
        | ([$~]{{1,2}})[A-Za-z_][\w.]{{0,80}}+\1   # $x$ ~x~
      )(?=[&/?\#]|$)
    """,
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)


def has_placeholder(value: str) -> bool:
    """Whether a link's value, entities decoded, holds something that was to be replaced. Linear in its length."""
    return _PLACEHOLDER.search(value) is not None
