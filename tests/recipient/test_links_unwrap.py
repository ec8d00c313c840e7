"""One row for each kind of wrapper: made up, with the shape that its source documents."""

import base64
import json
import re
import time
import zlib
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstamp.catalogue.wrappers import known_wrappers
from backstamp.mail.references.message import references
from backstamp.recipient.links.address import absolute, address
from backstamp.recipient.links.opaque import opaque
from backstamp.recipient.links.unwrap import GUESS, MAX_LAYERS, unwrap
from backstamp.tokens.urls import link_url

GOAL = "https://shop.example/a%20b/c?x=1&y=%26z"
ESCAPED = "https%3A%2F%2Fshop.example%2Fa%2520b%2Fc%3Fx%3D1%26y%3D%2526z"
IN_PATH = "https:%2F%2Fshop.example%2Fa%2520b%2Fc%3Fx=1%26y=%2526z"
BARE = "shop.example%2Fa%2520b%2Fc%3Fx%3D1%26y%3D%2526z"
TOKEN = "0123456789abcdefABCDEFghijkl_-0123456789abcd"
HEX = "0123456789abcdef0123456789abcdef01234567"


def b64(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def zipped(text: str) -> str:
    return base64.urlsafe_b64encode(zlib.compress(text.encode())).decode().rstrip("=")


MANDRILL = json.dumps({"u": 1, "v": 1, "url": GOAL, "id": "abc"})

SAMPLES = {
    "outlook-safelinks": f"https://nam02.safelinks.protection.outlook.com/?url={ESCAPED}&data=05%7C02%7Cme%40example.org%7C1&sdata=x%3D&reserved=0",
    "teams-safelinks": f"https://statics.teams.cdn.office.net/evergreen-assets/safelinks/1/atp-safelinks.html?url={ESCAPED}&locale=en",
    "trend-micro": f"https://imsva91-ctp.trendmicro.com/wis/clicktime/v1/query?url={ESCAPED}&umid=ABC&auth=0123",
    "proofpoint-v1": f"https://urldefense.proofpoint.com/v1/url?u={ESCAPED}&k=abc%3D&r=d&m=e",
    "proofpoint-v2": "https://urldefense.proofpoint.com/v2/url?u=https-3A__shop.example_a-2520b_c-3Fx-3D1-26y-3D-2526z&d=DwMFAg&c=e",
    "proofpoint-v3": "https://urldefense.com/v3/__https://shop.example/a*20b/c?x=1&y=*26z__;JSU!!ABC123!signature$",
    "barracuda": f"https://linkprotect.cudasvc.com/url?a={ESCAPED}&c=E,1,abc&typo=1",
    "sophos": f"https://eu-west-1.protection.sophos.com/?d=shop.example&u={b64(GOAL)}&i=NWE2&t=x&h=0123",
    "sophos-appliance": f"http://mail.gateway.example/?{b64('ver=2.1&&url=' + GOAL.replace('%', '%25'))}",
    "cisco-secure-web": f"https://secure-web.cisco.com/1AbC-def_0123/{ESCAPED}",
    "cisco-secure-web-query": f"https://secure-web.cisco.com/?url={ESCAPED}",
    "fireeye": f"https://protect2.fireeye.com/url?k=abc-def&u={ESCAPED}",
    "fireeye-v1": f"https://protect2.fireeye.com/v1/url?k=abc-def&q=1&e=0123&u={ESCAPED}",
    "symantec-clicktime": f"https://clicktime.symantec.com/38YrYPLxxSqYhBQLb1eruhW7Vc?u={ESCAPED}",
    "checkpoint": f"https://url.avanan.click/v2/___{GOAL.replace('://', ':/')}___.YXAzOnNoYXJl",
    "checkpoint-round": f"https://protect.checkpoint.com/v2/r02/___{GOAL.replace('%', '%25')}___.YzJlOmNw",
    "edgepilot": f"https://link.edgepilot.com/s/0123abcd/AbCdEf?u={ESCAPED}",
    "zix": f"https://link.zixcentral.com/u/0123abcd/AbCdEf?u={ESCAPED}",
    "trustwave": f"https://scanmail.trustwave.com/?c=1&d=abc&u={ESCAPED.replace('.', '%2e')}",
    "libraesva": f"https://urlsand.esvalabs.com/?u={ESCAPED}&e=0123&h=4567&f=y&p=y",
    "hornetsecurity": f"https://atpscan.global.hornetsecurity.com/?d=a&f=b&i=&k=c&u={ESCAPED}",
    "titanhq": f"https://linklock.titanhq.com/analyse?url={ESCAPED}&data=eJx",
    "fortimail": f"https://spam.clinic.example/fmlurlsvc/?fewReq=:B:JVE3&url={ESCAPED}",
    "bitdefender": f"https://lsems.gravityzone.bitdefender.com/scan/{b64(GOAL)}/0123?c=1",
    "securence": f"https://url-shield.securence.com/?p=1.0&r=me&u={ESCAPED}",
    "backstamp": link_url("https://mail.shop.example/t", TOKEN, GOAL),
    "mandrill": f"https://mandrillapp.com/track/click/1/shop.example?p={b64(json.dumps({'s': 'x', 'v': 1, 'p': MANDRILL}))}",
    "mandrill-plain": f"https://go.shop.example/track/click/1/x?p={b64(MANDRILL)}",
    "amazon-ses": f"https://abcd.r.us-east-1.awstrack.me/L0/{IN_PATH}/1/0100-000000/abc=42",
    "amazon-ses-branded": f"https://t.shop.example/L0/{IN_PATH}/1/0100-000000/abc=42",
    "amazon-ses-branded-secure": f"https://t.shop.example/CL0/{IN_PATH}/1/0100-000000/abc=42",
    "postmark-secure": f"https://click.pstmrk.it/3s/{BARE}/W1sC/3-yxAQ/AQ/uuid/1/sig",
    "postmark-text-secure": f"https://click.pstmrk.it/3ts/{BARE}/W1sC/3-yxAQ/AQ/uuid/1/sig",
    "postmark-short-secure": f"https://click.pstmrk.it/2sm/{BARE}/W1sC/3-yxAQ/AQ",
    "postmark-text-short-secure": f"https://click.pstmrk.it/2tsm/{BARE}/W1sC/3-yxAQ/AQ",
    "postmark-text": f"https://click.pstmrk.it/3t/http:%2F%2F{BARE}/W1sC/3-yxAQ",
    "postmark-m": f"https://click.pstmrk.it/2m/{BARE}/W1sC/3-yxAQ",
    "postmark": f"https://click.pstmrk.it/3/{BARE}/W1sC/3-yxAQ",
    "mailgun": f"https://email.shop.example/c/{zipped('d=1&e=2&h=3&i=4%40shop.example&l=' + ESCAPED + '&r=me%40example.org')}",
    "mailjet": f"http://x4tlp.mjt.lu/lnk/EAAA{TOKEN}/1/NSvifgbS3M8/{b64(GOAL)}",
    "mailjet-branded": f"https://news.shop.example/lnk/EAAA{TOKEN}/1/NSvifgbS3M8GrhOf/{b64(GOAL)}",
    "customer-io": f"https://e.customeriomail.com/e/c/{b64(json.dumps({'email_id': 'x', 'href': GOAL, 'link_id': 1}))}/{HEX}",
    "substack": f"https://substack.com/redirect/2/{b64(json.dumps({'e': GOAL, 'p': 1, 'iat': 2}))}.sIgNature",
    "sailthru": f"https://link.shop.example/click/123.456/{b64(GOAL)}/5a0123",
    "active-campaign": f"https://mail.shop.example/Prod/link-tracker?redirectUrl={b64(ESCAPED)}&sig=x&iat=1&a=2&s=3",
    "active-campaign-plain": f"https://x.lt.acemlnb.com/other?redirectUrl={b64(ESCAPED)}&sig=x",
    "icontact": f"http://click.icptrack.com/icp/relay.php?r=1&msgid=2&act=X&c=3&destination={ESCAPED}",
    "govdelivery": f"http://links.govdelivery.com/track?type=click&enid=ZWFzPTE=&&&100&&&{GOAL}",
    "emblue": f"https://nts.embluemail.com/p/cl?data=4sw%2Bc%3D!-!6a9fl,6!-!{ESCAPED}!-!x",
    "selzy": f"https://link.emlmind.com/en/mail_link_tracker?hash=66c5&url={b64(GOAL)}~~&uid=Njg~",
    "ahoy": f"https://shop.example/ahoy/messages/{TOKEN}/click?signature=0c3c&url={ESCAPED}",
    "ahoy-2": f"https://shop.example/ahoy/click?c=x&t=y&s=z&u={ESCAPED}",
    "pytracking": f"https://shop.example/tracking/click/{b64(json.dumps({'url': GOAL, 'metadata': {'id': 1}}))}",
    "streak": f"https://streaklinks.com/AbCd/{ESCAPED}",
    "mailtrack": f"https://mailtrack.io/trace/link/0123abcd?url={ESCAPED}&userId=1&signature=2",
    "mailspring": f"https://link.getmailspring.com/link/ABCD-0@getmailspring.com/0?redirect={ESCAPED}&recipient=bWU%3D",
    "nylas": f"https://t.nylas.com/t/link/0123?redirect={ESCAPED}",
    "yesware-query": f"http://t.yesware.com/tl/01/23/45/67?ytl={ESCAPED}",
    "yesware": f"http://t.yesware.com/tt/{HEX}/{HEX}/{HEX}/http://shop.example/a%20b/c?x=1&y=%26z",
    "redditmail": f"https://click.redditmail.com/CL0/{IN_PATH}/1/0100-000000/abc=42",
    "yahoo-mail-image": f"https://ecp.yusercontent.com/mail?url={ESCAPED}&t=1610616070&sig=x",
    "gmail-image": f"https://ci3.googleusercontent.com/proxy/AbCd=s0-d-e1-ft#{GOAL}",
    "google-url": f"https://www.google.co.uk/url?sa=t&q={ESCAPED}&source=gmail&usg=x",
    "google-amp-secure": f"https://www.google.de/amp/s/{GOAL.removeprefix('https://')}",
    "google-amp": "https://www.google.com/amp/shop.example/a%20b/c?x=1&y=%26z",
    "google-meet": f"https://meet.google.com/linkredirect?authuser=0&dest={ESCAPED}",
    "google-ads": f"https://www.google.com/pagead/aclk?sa=L&ai=x&adurl={ESCAPED}",
    "google-ads-any": f"https://www.googleadservices.com/other?sa=L&adurl={ESCAPED}",
    "campaign-manager": f"https://ad.doubleclick.net/ddm/clk/123?red={ESCAPED}",
    "campaign-manager-raw": f"https://ad.doubleclick.net/ddm/trackclk/N1.2/B3.4;dc_lat=?{GOAL.replace('%', '%25')}",
    "search-ads-360": f"https://clickserve.dartsearch.net/link/click?&ds_a_cid=1&&ds_dest_url={ESCAPED}",
    "bing": f"https://www.bing.com/ck/a?!&&p=0123&ptn=3&u=a1{b64(GOAL)}&ntb=1",
    "bing-ads": f"https://www.bing.com/aclick?ld=e8&u={b64(ESCAPED)}&rlid=1",
    "yahoo-search": f"https://r.search.yahoo.com/_ylt=AwrE;_ylu=Y29s/RV=2/RE=17/RO=10/RU={ESCAPED}/RK=2/RS=x-",
    "yahoo-rd": f"http://rd.yahoo.com/daily/front/*{GOAL}",
    "yahoo-mail": f"https://mail.yahoo.com/redirect?RU={ESCAPED}",
    "duckduckgo": f"https://duckduckgo.com/l/?uddg={ESCAPED}&rut=0123",
    "facebook": f"https://l.facebook.com/l.php?u={ESCAPED}&h=AT0",
    "facebook-warn": f"https://www.facebook.com/flx/warn/?u={ESCAPED}&h=AT0",
    "instagram": f"https://l.instagram.com/?u={ESCAPED}&e=AT0",
    "threads": f"https://l.threads.net/?u={ESCAPED}&e=AT0",
    "whatsapp": f"https://l.wl.co/l?u={ESCAPED}",
    "reddit": f"https://out.reddit.com/t3_abc?url={ESCAPED}&token=x",
    "linkedin-safety": f"https://www.linkedin.com/safety/go?url={ESCAPED}&trk=x",
    "linkedin-redirect": f"https://www.linkedin.com/redir/redirect?url={ESCAPED}&urlhash=x",
    "youtube": f"https://www.youtube.com/redirect?event=video&redir_token=x&q={ESCAPED}",
    "vk": f"https://vk.com/away.php?to={ESCAPED}&cc_key=",
    "vk-away": f"https://away.vk.com/away.php?to={ESCAPED}",
    "steam": f"https://steamcommunity.com/linkfilter/?u={ESCAPED}",
    "steam-raw": f"https://steamcommunity.com/linkfilter/?{GOAL}",
    "slack": f"https://slack-redir.net/link?url={ESCAPED}",
    "pinterest": f"https://www.pinterest.de/offsite/?token=1&url={ESCAPED}",
    "tumblr": f"https://t.umblr.com/redirect?z={ESCAPED}&t=x",
    "medium": f"https://medium.com/r/?url={ESCAPED}",
    "quora": f"https://www.quora.com/_/redirect?sig=1&url={ESCAPED}",
    "soundcloud": f"https://gate.sc/?url={ESCAPED}&token=x",
    "disqus": f"https://disq.us/url?url={ESCAPED}&cuid=1",
    "deviantart": f"https://www.deviantart.com/users/outgoing?{ESCAPED}",
    "href-li": f"https://href.li/?{GOAL}",
    "pixiv": f"https://www.pixiv.net/jump.php?url={ESCAPED}",
    "pixiv-raw": f"https://www.pixiv.net/jump.php?{ESCAPED}",
    "telegram-iv": f"https://t.me/iv?url={ESCAPED}&rhash=0",
    "mailru": f"https://click.mail.ru/redir?u={ESCAPED}&c=x",
    "zhihu": f"https://link.zhihu.com/?target={ESCAPED}",
    "juejin": f"https://link.juejin.cn/?target={ESCAPED}",
    "douban": f"https://www.douban.com/link2/?url={ESCAPED}",
    "csdn": f"https://link.csdn.net/?target={ESCAPED}",
    "weibo": f"https://weibo.cn/sinaurl?u={ESCAPED}",
    "mozilla-outgoing": f"https://outgoing.prod.mozaws.net/v1/{HEX}/{ESCAPED}",
    "curseforge": f"https://www.curseforge.com/linkout?remoteUrl={ESCAPED.replace('%', '%25')}",
    "discord-media": f"https://images-ext-1.discordapp.net/external/AbC/https/{GOAL.removeprefix('https://')}",
    "amazon-gp": f"https://www.amazon.de/gp/redirect.html?ie=UTF8&location={ESCAPED}&token=x",
    "amazon-assoc": f"https://assoc-redirect.amazon.com/g/r/?r={ESCAPED}",
    "amazon-short": f"https://amzn.to/3abc?asc_refurl={ESCAPED}",
    "awin": f"https://www.awin1.com/cread.php?awinmid=1&awinaffid=2&ued={ESCAPED}",
    "awin-2": f"https://www.awin1.com/awclick.php?mid=1&id=2&p={ESCAPED}",
    "shareasale": f"https://shareasale.com/r.cfm?b=1&u=2&urllink={ESCAPED}",
    "cj": f"https://www.anrdoezrs.net/click-123-456?url={ESCAPED}",
    "cj-path": f"https://www.dpbolvw.net/links/123/type/dlg/{GOAL}",
    "rakuten": f"https://click.linksynergy.com/deeplink?id=x&mid=1&murl={ESCAPED.replace('%', '%25')}",
    "impact": f"https://shop.sjv.io/c/1/2/3?u={ESCAPED}",
    "skimlinks": f"https://go.skimresources.com/?id=1X2&url={ESCAPED}",
    "sovrn": f"https://redirect.viglink.com/?key=x&u={ESCAPED}",
    "georiot": f"https://target.georiot.com/Proxy.ashx?tsid=1&GR_URL={ESCAPED}",
    "pepperjam": f"https://www.pjtra.com/t/ABC?sid=1&url={ESCAPED}",
    "avantlink": f"https://www.avantlink.com/click.php?tt=cl&url={ESCAPED}",
    "adtraction": f"https://track.adtraction.com/t/t?a=1&as=2&t=2&tk=1&url={ESCAPED}",
    "effiliation": f"https://track.effiliation.com/servlet/effi.redir?id_compteur=1&url={ESCAPED}",
    "tradedoubler": f"https://clk.tradedoubler.com/click?p=1&a=2&url={ESCAPED}",
    "partnerize": f"https://prf.hn/click/camref:abc/pubref:x/destination:{ESCAPED}",
    "webgains": f"https://track.webgains.com/click.html?wgcampaignid=1&wgtarget={ESCAPED}",
    "tradetracker": f"https://tc.tradetracker.net/?c=1&m=2&u={ESCAPED}",
    "admitad": f"https://ad.admitad.com/g/abc/?ulp={ESCAPED}",
    "ebay-rover": f"https://rover.ebay.com/rover/1/711-53200/1?mpre={ESCAPED}",
    "visual-iq": f"https://t.myvisualiq.net/click_pixel?et=c&red={ESCAPED}",
    "atlas": f"https://ad.atdmt.com/s/go;adv=1;?h={ESCAPED}",
    "adobe-demdex": f"https://shop.demdex.net/event?d_event=click&d_rd={ESCAPED}",
    "narrativ": f"https://shop-links.co/link/?exclusive=1&url={ESCAPED}",
}
for letter, what in ("cd", "ocument"), ("vv", "iewer"), ("ii", "mage"), ("rr", "esource"):
    amp = f"https://shop-example.cdn.ampproject.org/{letter[0]}"
    SAMPLES[f"amp-cache-{letter[1]}{what}-secure"] = f"{amp}/s/{GOAL.removeprefix('https://')}"
    SAMPLES[f"amp-cache-{letter[1]}{what}"] = f"{amp}/{GOAL.removeprefix('https://')}"

PLAIN_HTTP = {
    "postmark-text", "postmark-m", "postmark", "google-amp", "yesware",
    "amp-cache-document", "amp-cache-viewer", "amp-cache-image", "amp-cache-resource",
}  # fmt: skip


def test_every_wrapper_has_a_sample():
    assert set(SAMPLES) == {wrapper.name for wrapper in known_wrappers().wrappers}


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_each_wrapper_gives_its_destination_decoded_exactly_once(name):
    goal = GOAL.replace("https://", "http://") if name in PLAIN_HTTP else GOAL
    found = unwrap(SAMPLES[name], guess=False)
    assert found is not None
    assert (found.url, found.through, found.certain) == (goal, (name,), True)


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_each_wrapper_that_is_cut_short_or_emptied_gives_nothing_or_a_url(name):
    sample = SAMPLES[name]
    for end in range(8, len(sample), 3):
        found = unwrap(sample[:end])
        assert found is None or absolute(found.url) == found.url
    assert opaque(sample) is None


@pytest.mark.parametrize(
    "hostile",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///c:/x",
        "//shop.example/",
        "/relative",
        "mailto:a@b.c",
        "https://",
        "https:///",
        "http://[",
        "https://a b.example/ :",
    ],
)
def test_nothing_but_http_and_https_comes_out(hostile):
    for url in (
        f"https://x.safelinks.protection.outlook.com/?url={quote(hostile, safe='')}",
        f"https://a.r.us-east-1.awstrack.me/L0/{quote(hostile, safe='')}/1/2/3=4",
        f"https://eu.protection.sophos.com/?u={b64(hostile)}",
        f"https://click.shop.example/redirect?url={quote(hostile, safe='')}",
    ):
        found = unwrap(url)
        assert found is None or found.url == "https://a%20b.example/%20:"


def test_three_layers_are_taken_off_one_after_another():
    inner = SAMPLES["amazon-ses"]
    middle = f"https://www.google.com/url?q={quote(inner, safe='')}&usg=x"
    outer = f"https://eur01.safelinks.protection.outlook.com/?url={quote(middle, safe='')}&data=x"
    found = unwrap(outer)
    assert found is not None
    assert (found.url, found.through) == (GOAL, ("outlook-safelinks", "google-url", "amazon-ses"))


def test_what_a_gateway_guards_is_told_and_stays_where_the_caller_wants_it():
    inner = SAMPLES["amazon-ses"]
    outer = f"https://eur01.safelinks.protection.outlook.com/?url={quote(inner, safe='')}"
    found = unwrap(outer)
    assert found is not None
    assert found.guarded
    assert unwrap(outer, gateways=False) is None
    wrapped_once_more = unwrap(f"https://out.reddit.com/?url={quote(outer, safe='')}", gateways=False)
    assert wrapped_once_more is not None
    assert (wrapped_once_more.url, wrapped_once_more.guarded) == (outer, False)


def test_a_link_inside_a_link_of_the_same_service_is_followed():
    found = unwrap("https://click.pstmrk.it/3s/click.pstmrk.it%2F3s%2Fshop.example%252Fclaim%2F3TIB%2Fx/W1sC/3-yxAQ/AQ")
    assert found is not None
    assert (found.url, found.through) == ("https://shop.example/claim", ("postmark-secure", "postmark-secure"))


def test_no_more_than_eight_layers_are_taken_off():
    url = "https://shop.example/"
    for _ in range(MAX_LAYERS + 3):
        url = f"https://href.li/?{url}"
    found = unwrap(url)
    assert found is not None
    assert len(found.through) == MAX_LAYERS
    assert found.url.count("href.li") == 3


@pytest.mark.parametrize(
    ("inside", "goal"),
    [
        ("https%3A%2F%2Fa.example%2F", "https://a.example/#part"),
        ("https%3A%2F%2Fa.example%2F%23own", "https://a.example/#own"),
    ],
)
def test_a_fragment_goes_along_as_in_a_browser_that_is_redirected(inside, goal):
    found = unwrap(f"https://out.reddit.com/x?url={inside}#part")
    assert found is not None
    assert found.url == goal


def test_runs_of_characters_that_proofpoint_replaced_are_filled_in():
    kept = base64.urlsafe_b64encode("%%%ä".encode()).decode()
    found = unwrap(f"https://urldefense.com/v3/__https:/shop.example/**Bx*__;{kept}!!A!sig$")
    assert found is not None
    assert found.url == "https://shop.example/%%%x%C3%A4"


def test_an_ampersand_left_from_html_still_parts_parameters():
    found = unwrap("https://www.google.com/url?sa=t&amp;q=https%3A%2F%2Fa.example%2F&amp;usg=x")
    assert found is not None
    assert found.url == "https://a.example/"


@pytest.mark.parametrize(
    ("url", "goal"),
    [
        ("https://click.shop.example/?id=7&url=https%3A%2F%2Fa.example%2Fb", "https://a.example/b"),
        ("http://shop.example/go/to?tag=x&destURL=http://a.example/b", "http://a.example/b"),
        ("http://shop.example/redir.php?u=http://a.example/b&id=1", "http://a.example/b"),
        ("http://chkpt.shop.example/track/news/http://a.example/b", "http://a.example/b"),
        ("http://shop.example/Clickthrough/1/2/*http://a.example*http://a.example", "http://a.example"),
    ],
)
def test_what_looks_like_a_redirector_is_guessed_and_says_so(url, goal):
    found = unwrap(url)
    assert found is not None
    assert (found.url, found.through, found.certain) == (goal, (GUESS,), False)
    assert unwrap(url, guess=False) is None


@pytest.mark.parametrize(
    "url",
    [
        "https://accounts.google.com/ServiceLogin?continue=https%3A%2F%2Fmail.google.com%2F",
        "https://login.shop.example/redirect?url=https%3A%2F%2Fa.example%2F",
        "https://shop.example/oauth/authorize?redirect_uri=https%3A%2F%2Fa.example%2F&link=https%3A%2F%2Fb.example%2F",
        "https://www.facebook.com/sharer/sharer.php?u=https%3A%2F%2Fa.example%2F",
        "https://twitter.com/intent/tweet?url=https%3A%2F%2Fa.example%2F",
        "https://www.linkedin.com/shareArticle?mini=true&url=https%3A%2F%2Fa.example%2F",
        "https://translate.google.com/translate?u=https%3A%2F%2Fa.example%2F",
        "https://web.archive.org/web/2020/https://a.example/",
        "https://shop.example/cart/add?link=https%3A%2F%2Fa.example%2F",
        "https://validator.w3.org/check?uri=https%3A%2F%2Fa.example%2F",
        "https://shop.example/link/unsubscribe?url=https%3A%2F%2Fa.example%2F",
        "https://track.shop.example/pixel.gif?url=https%3A%2F%2Fa.example%2F",
        "https://track.shop.example/click?url=https%3A%2F%2Fa.example%2F&target=https%3A%2F%2Fb.example%2F",
        "https://shop.example/page?url=https%3A%2F%2Fa.example%2F",
        "https://shop.example/out?image=https%3A%2F%2Fa.example%2Fx.png",
        "https://shop.example/",
        "mailto:me@shop.example?body=https://a.example/redirect?url=https://b.example/",
        "javascript:location='https://click.example/?url=https://a.example/'",
        "",
    ],
)
def test_pages_that_need_their_url_parameter_are_left_alone(url):
    assert unwrap(url) is None


@given(st.text(max_size=300))
def test_any_text_unwraps_to_nothing_or_to_an_absolute_url(text):
    found = unwrap(text)
    assert found is None or address(found.url) is not None


@given(st.sampled_from(sorted(SAMPLES)), st.integers(0, 400), st.text(max_size=8), st.integers(0, 8))
def test_any_damaged_wrapper_unwraps_to_nothing_or_to_an_absolute_url(name, place, noise, cut):
    sample = SAMPLES[name]
    found = unwrap(sample[:place] + noise + sample[place + cut :])
    assert found is None or absolute(found.url) == found.url


PLAIN_URLS = st.builds(
    lambda host, path, query: f"https://{host}.example/{path}" + (f"?a={query}" if query else ""),
    st.from_regex(r"[a-z]{1,10}", fullmatch=True),
    st.from_regex(r"([A-Za-z0-9._~-]|%[2-7][0-9A-F]|/){0,30}", fullmatch=True),
    st.from_regex(r"([A-Za-z0-9._~+*-]|%[2-7][0-9A-F]|&){0,30}", fullmatch=True),
)


def wrap_proofpoint_2(url: str) -> str:
    return (
        "https://urldefense.proofpoint.com/v2/url?u="
        + quote(url, safe="").replace("-", "%2D").replace("_", "%5F").replace("%", "-")
        + "&d=x"
    )


RUNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def wrap_proofpoint_3(url: str) -> str:
    kept = "".join(re.findall(r"[%*_]", url))
    text = re.sub(r"[%*_]{1,65}", lambda run: "*" if len(run[0]) == 1 else f"**{RUNS[len(run[0]) - 2]}", url)
    return f"https://urldefense.com/v3/__{text}__;{base64.urlsafe_b64encode(kept.encode()).decode()}!!A!s$"


def escaped(template: str):
    return lambda url: template.replace("URL", quote(url, safe=""))


WRAPS = {
    "outlook-safelinks": escaped("https://x.safelinks.protection.outlook.com/?url=URL&data=1"),
    "amazon-ses": escaped("https://a.r.eu.awstrack.me/L0/URL/1/2/3=4"),
    "sophos": lambda url: f"https://eu.protection.sophos.com/?d=x&u={b64(url)}&i=1",
    "mailjet": lambda url: f"http://x.mjt.lu/lnk/A/1/B/{b64(url)}",
    "customer-io": lambda url: f"https://e.shop.example/e/c/{b64(json.dumps({'href': url}))}/0",
    "mailgun": lambda url: f"https://e.shop.example/c/{zipped('l=' + escaped('URL')(url) + '&r=x')}",
    "proofpoint-v2": wrap_proofpoint_2,
    "proofpoint-v3": wrap_proofpoint_3,
    "backstamp": lambda url: link_url("https://t.shop.example", TOKEN, url),
}


@given(st.sampled_from(sorted(WRAPS)), PLAIN_URLS)
def test_what_was_wrapped_comes_back_as_it_was(name, url):
    found = unwrap(WRAPS[name](url))
    assert found is not None
    assert found.through[0] == name
    assert found.url == url or len(found.through) > 1


@given(st.lists(st.sampled_from(sorted(WRAPS)), min_size=1, max_size=4), PLAIN_URLS)
def test_wraps_around_wraps_come_off_in_order(names, url):
    wrapped = url
    for name in reversed(names):
        wrapped = WRAPS[name](wrapped)
    found = unwrap(wrapped)
    assert found is not None
    assert found.through[: len(names)] == tuple(names)


@pytest.mark.parametrize(
    "piece",
    [
        "/",
        "a/",
        "/l/",
        "/CL0/",
        "%25",
        "*",
        "**A",
        "&url=http",
        "?url=https://a",
        "___",
        "&&&",
        "/*http://",
        "AAAA",
        "://",
        "@",
        "[",
        "{",
        "=~",
    ],
)
@pytest.mark.parametrize(
    "start",
    [
        "https://a.example/",
        "https://urldefense.com/v3/__https://a",
        "https://click.a.example/x?u=",
        "https://a.example/c/",
        "https://rd.yahoo.com/",
    ],
)
def test_long_repetitions_take_no_long_time(start, piece):
    began = time.process_time()
    unwrap((start + piece * 32_000)[:32_768])
    opaque((start + piece * 32_000)[:32_768])
    assert time.process_time() - began < 1


def test_what_unwraps_in_real_mail_is_a_url_of_another_place(corpora):
    seen = 0
    for file in sorted((corpora / "phish").iterdir())[:100]:
        for reference in references(file.read_bytes()):
            found = unwrap(reference.url or "")
            if found is not None:
                seen += 1
                assert absolute(found.url) == found.url != reference.url
    assert seen
