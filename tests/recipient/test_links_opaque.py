import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstamp.catalogue.wrappers import known_wrappers
from backstamp.recipient.links.opaque import opaque, opaque_link
from backstamp.recipient.links.unwrap import unwrap

T = "0123456789abcdefABCDEF-_"
H = "0123456789abcdef0123456789abcdef"

SAMPLES = {
    "sendgrid": f"https://u1.ct.sendgrid.net/ls/click?upn=u001.{T}",
    "sendgrid-wf": f"https://links.shop.example/wf/click?upn={T}",
    "sendgrid-short": f"https://link.shop.example/ss/c/u001.{T}/4ab/xyz/h0/{T}",
    "mailchimp": "https://shop.us5.list-manage.com/track/click?u=1&id=2&e=3",
    "mailchimp-short": "https://mailchi.mp/0123abc/title?e=0123",
    "hubspot-e3t": f"https://d1.hs.shop.example/e3t/Ctc/I3+113/{T}",
    "hubspot-e2t": f"https://t.shop.example/e2t/c/*{T}",
    "hubspot-e1t": f"http://t.signauxtrois.com/e1t/c/5/{T}",
    "hubspot-cto": f"https://shop.example/Cto/I3+113/{T}",
    "hubspot-bto": f"https://shop.example/Bto/I3+113/{T}",
    "hubspot-links": f"https://d1.hubspotlinks.com/Ctc/{T}",
    "klaviyo": f"https://trk.klclick2.com/ls/click?upn={T}",
    "brevo": f"https://x.r.af.d.sendibt2.com/tr/cl/{T}",
    "brevo-branded": f"https://r.news.shop.example/tr/cl/{T}",
    "brevo-mk": f"https://x.r.sp1.sendibm1.com/mk/cl/f/{T}",
    "brevo-mk-branded": f"https://r.mailing.shop.example/mk/cl/f/{T}",
    "cleverreach": "https://seu2.cleverreach.com/c/123/abc",
    "cleverreach-short": "https://123.seu2.cleverreach.com/cr/1/abc",
    "mimecast": "https://protect-us.mimecast.com/s/abc?domain=shop.example",
    "mimecast-r": "https://url.uk.m.mimecastprotect.com/r/abc",
    "mimecast-redirect": "https://security-us.mimecast.com/redirect/abc",
    "sparkpost": f"https://go.shop.example/f/a/{T}~~/AAAAAQA~/{T}",
    "sparkpost-q": f"https://click.shop.example/q/{T}~~/AAAAARA~/{T}",
    "mailgun-c": f"https://email.shop.example/c/eJ{T}",
    "salesforce-qs": f"https://click.shop.example/?qs={H}",
    "salesforce-exct": "https://cl.exct.net/other?qs=abc",
    "salesforce-pardot": "https://go.pardot.com/e/1/www-shop-example/2/3",
    "marketo": f"https://mkto-ab.com/{T}",
    "marketo-dc": f"https://go.shop.example/dc/{T}/{T}",
    "marketo-toutapp": "https://go.toutapp.com/abc",
    "adobe-campaign": "https://t.shop.example/r/?id=h12ab,34cd",
    "eloqua": "https://app.shop.example/e/er?s=1&lid=2&elq=3",
    "responsys": f"https://shop.example/pub/cc?_ri_={T}",
    "emarsys": "https://link.shop.example/u/gm.php?prm=abc",
    "emarsys-nrd": "https://link.shop.example/u/nrd.php?p=abc",
    "getresponse": "https://news.shop.example/click.html?x=a62e&lc=s",
    "constant-contact": f"https://r20.rs6.net/tn.jsp?f={T}",
    "campaign-monitor": "https://shop.cmail19.com/t/j-l-abc/",
    "mailerlite": "https://click.mlsend.com/link/c/YT0x",
    "mailersend": "https://click.mailersend.net/tl/cl/abc",
    "kit": "https://click.convertkit-mail2.com/c/abc",
    "aweber": "https://clicks.aweber.com/y/ct/?l=abc",
    "emma": "https://t.e2ma.net/click/abc/def",
    "iterable": "https://links.shop.example/a/click?_t=1&_m=2&_e=3",
    "elastic-email": f"https://tracking.shop.example/tracking/click?d={T}",
    "omnisend": "https://soundestlink.com/abc",
    "zoho-campaigns": "https://x.maillist-manage.eu/click/abc",
    "selligent": f"https://shop.example/optiext/optiextension.dll?ID={T}",
    "acoustic": "https://links.mkt4477.com/ctt?kn=1&ms=2",
    "dotdigital": "https://r1.dmtrk.net/abc",
    "clickdimensions": "https://elink.clickdimensions.com/c/4/?T=x",
    "act-on": "https://info.shop.example/acton/ct/1/s-2/Bct/q-3/l-4/ct1_0/1",
    "omeda": "https://shop.omeclk.com/portal/wts/abc",
    "inxmail": "https://news.shop.example/d/d.html?x",
    "inxmail-d": "https://news.shop.example/d?o00y05ei00f7bu0id0000l6y0",
    "phplist": f"https://news.shop.example/lists/lt.php?tid={T}",
    "mailwizz": f"https://mail.shop.example/index.php/campaigns/gq481/track-url/kv792/{H}",
    "elaine": "https://amxe.net/uxz7dfiv-o6cz2uk0-uaiqiwjb-5oy",
    "surveymonkey": f"https://www.surveymonkey.com/tr/v1/te/{T}",
    "mapp": "https://news.shop.example/r.html?uid=1",
    "mixmax": "https://links.mixmax.com/b/abc",
    "bananatag": "http://bl-1.com/click/load/abc",
    "salesloft": "https://salesloftlinks.com/t/1/c/abc",
    "gmass": "https://link.gmreg5.net/abc",
    "yamm": "https://yamm-track.appspot.com/abc",
    "govdelivery-short": f"https://lnks.gd/l/{T}",
    "substack-short": "https://substack.com/redirect/d043d9ec-0315?j=eyJ1",
    "checkpoint-shifted": "https://protect.checkpoint.com/v2/r05/___mybux://xmtu.jcfruqj___.YzJl",
    "proofpoint-essentials": f"https://url.emailprotection.link/?b{T}",
    "inky": "https://shared.outlook.inky.com/link?domain=shop.example&t=h.eJx",
    "darktrace": f"https://us01.l.antigena.com/l/{T}",
    "sophos-short": "https://us-east-2.protection.sophos.com/?d=rb.gy&b=9902&x=55f1&q=4b",
    "cisco-token": f"https://secure-web.cisco.com/1{T}",
    "linkedin-slink": "https://www.linkedin.com/slink?code=abc",
    "google-notifications": "https://notifications.google.com/g/p/abc",
}  # fmt: skip


def test_every_kind_but_short_links_has_a_sample():
    assert set(SAMPLES) == {fact.name for fact in known_wrappers().opaque if not fact.name.startswith("short-")}


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_each_redirect_that_cannot_be_read_is_named_with_its_reason(name):
    fact = opaque_link(SAMPLES[name])
    assert fact is not None
    assert fact.name == name
    assert unwrap(SAMPLES[name]) is None
    assert opaque(SAMPLES[name]) == f"{fact.title}: {fact.why}"


@pytest.mark.parametrize("fact", [fact for fact in known_wrappers().opaque if fact.name.startswith("short-")], ids=str)
def test_each_short_link_is_named_and_its_home_page_is_not(fact):
    assert opaque_link(f"https://{fact.hosts[0]}/AbC123") == fact
    assert opaque_link(f"https://not{fact.hosts[0]}/AbC123") is None


@pytest.mark.parametrize(
    "url",
    [
        "https://shop.example/",
        "https://shop.us5.list-manage.com/unsubscribe?u=1&id=2&e=3",
        "https://www.reddit.com/r/email/comments/abc/?id=2",
        "https://stackoverflow.com/q/12345678",
        "https://shop.example/?q=0123456789abcdef0123",
        "https://e.shop.example/e/c/eyJocmVmIjoiaHR0cHM6Ly9hLmV4YW1wbGUvIn0/0",
        "not a url",
        "",
    ],
)
def test_ordinary_links_are_no_redirects(url):
    assert opaque(url) is None


@given(st.text(max_size=300))
def test_any_text_can_be_asked_about(text):
    assert opaque(text) is None or opaque_link(text) is not None
