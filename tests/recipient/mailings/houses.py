"""German services, self-hosted programs, mail between two people: how their URLs look."""

from tests.recipient.mailings.letter import Made, bare, leaving, link, picture, pixel
from tests.recipient.mailings.tokens import Tokens, packed

SHOP = "https://www.lampenladen.example/"


def cleverreach(a: Tokens, o: Tokens, _: str) -> Made:
    host, mailing, me = "https://100234.seu2.cleverreach.example", a.digits("mailing", 8), o.lower("me", 12)
    store = "https://files.crsend.example/100000/100234/images"
    pictures = picture(f"{store}/kopf.jpg") + picture(f"{store}/{a.hex('p', 10)}.jpg")
    shim = '<img src="https://seu2.cleverreach.example/images/spacer.gif" width="1" height="1" alt="">' * 2
    links = "".join(link(f"{host}/c/{a.digits(f'l{n}', 8)}/{me}-{o.lower(f's{n}', 6)}") for n in range(4))
    leave = f"{host}/rmf/{mailing}/{me}-{o.lower('un', 6)}"
    end = link(leave, "Abmelden") + pixel(f"{host}/o/{mailing}/{me}-{o.lower('op', 6)}")
    return Made(f"{pictures}{shim}<p>Hallo</p>{links}{end}", (leaving(leave),))


def cleverreach_statistics_logo(a: Tokens, o: Tokens, _: str) -> Made:
    """A pixel that is called like a picture file."""
    host, me = "https://lampenladen.crsend.example", f"{a.digits('m', 8)}_{o.lower('me', 12)}"
    links = "".join(link(f"https://100234.cleverreach.example/c/{me}-{o.lower(f's{n}', 6)}") for n in range(3))
    html = pixel(f"{host}/stats/mc_100234_{me}-{o.lower('op', 6)}.gif") + f"<p>Hallo</p>{links}"
    return Made(html + link(f"https://100234.cleverreach.example/rmf.php?h={me}-{o.lower('u', 6)}", "Abmelden"))


def elaine(a: Tokens, o: Tokens, _: str) -> Made:
    host, mailing, me = "https://elaine.lampenladen.example", a.upper("mailing", 6), o.upper("me", 7)
    pictures = picture("https://images.lampenladen.example/newsletter/2023/kw04/kopf.jpg")
    pictures += picture("https://images.lampenladen.example/newsletter/2023/kw04/teaser_1.jpg", 300, 200)
    links = "".join(
        link(f"{host}/go/3/{me}-{mailing}-{a.upper(f'l{n}', 6)}-{o.upper(f's{n}', 5)}.html") for n in range(4)
    )
    leave = f"{host}/go/3/{me}-{mailing}-{a.upper('un', 6)}-{o.upper('un', 5)}.html"
    end = link(leave, "Newsletter abbestellen") + pixel(f"{host}/action/view/3/{me}-{mailing}")
    return Made(f"{pictures}<p>Hallo</p>{links}{end}", (leaving(leave),))


def optimizely(a: Tokens, o: Tokens, _: str) -> Made:
    """Two pictures and a pixel are the reader's; recipes are chosen for each."""
    host = "https://news.lampenladen.example"
    numbers = f"{a.digits('client', 10)}_{a.digits('mailing', 9)}"
    pictures = picture("https://cdn.lampenladen.example/mail/kopf.png")
    pictures += "".join(
        picture(f"https://recipes.lampenladen.example/mail/image/{n}?bmRecipientId={o.digits('id', 12)}", 280, 180)
        for n in (1, 2)
    )
    links = "".join(
        link(f"{host}/go/{o.upper(f'l{n}', 7)}-{o.upper('me', 8)}-{a.upper('m', 7)}.html") for n in range(4)
    )
    leave = f"{host}/u/un.php?prm={o.of('me', 12)}_{o.digits('id', 12)}_{numbers}"
    end = link(leave, "Abmelden") + pixel(f"{host}/mo/{o.upper('op', 8)}-{o.upper('me', 8)}-{a.upper('m', 7)}.gif")
    return Made(f"{pictures}<p>Hallo</p>{links}{end}", (leaving(leave), f"X-broadmail: {a.digits('b', 9)}"))


def inxmail(a: Tokens, o: Tokens, _: str) -> Made:
    """Layout is made of a transparent picture, ten times over."""
    host, store = "https://newsletter.lampenladen.example", "https://lampenladen.inxserver.example"
    shim = pixel(f"{store}/transparent.gif") * 10
    code = f"p00{a.lower('m', 5)}d000000{o.lower('me', 6)}000"
    links = "".join(link(f"{host}/d?{code}{o.lower(f'l{n}', 12)}{a.digits(f'n{n}', 4)}") for n in range(4))
    leave = f"{host}/d?{code}{o.lower('un', 12)}0001"
    pictures = picture(f"{store}/content/{a.digits('c', 5)}/lampe.jpg?v={a.digits('v', 13)}")
    end = link(leave, "Abmelden") + pixel(f"{host}/d/{code}{o.lower('op', 10)}.gif")
    return Made(f"{pictures}{shim}<p>Hallo</p>{links}{end}", (leaving(leave),))


def rapidmail(a: Tokens, o: Tokens, _: str) -> Made:
    host, job = f"https://t{a.hex('h', 8)}.emailsys1a.example", f"{a.digits('j', 3)}/{a.digits('k', 7)}"
    me = f"{o.digits('me', 8)}/{o.hex('k', 10)}"
    pictures = picture(f"https://c.emailsys1a.example/mailingassets/{a.digits('c', 6)}/{a.hex('p', 40)}/lampe.jpg")
    links = "".join(link(f"{host}/c/{job}/{me}/{a.digits(f'l{n}', 8)}/{o.hex(f's{n}', 10)}.html") for n in range(3))
    leave = f"{host}/{job}/{me}/unsubscribe.html"
    end = link(leave, "Abmelden") + pixel(f"{host}/{job}/{me}.gif")
    return Made(f"{pictures}<p>Hallo</p>{links}{end}", (leaving(leave),))


def phplist(a: Tokens, o: Tokens, _: str) -> Made:
    host, me = "https://verein.example/lists", o.hex("me", 32)
    links = "".join(link(f"{host}/lt.php?tid={o.of(f'l{n}', 30)}") for n in range(3))
    leave = f"{host}/?p=unsubscribe&uid={me}"
    end = link(leave, "Abmelden") + pixel(f"{host}/ut.php?u={me}&m={a.digits('m', 3)}")
    logo = '<img src="https://verein.example/lists/images/power-phplist.png" width="70" height="30" alt="">'
    return Made(f"<p>Hallo</p>{links}{end}{logo}", (leaving(leave), f"X-ListMember: {me}"), "post@verein.example")


def home_made_numbers(a: Tokens, o: Tokens, _: str) -> Made:
    """A program of their own, and readers who are counted from one."""
    host, me = "https://www.verein.example/nl", o.digits("me", 4)
    links = "".join(link(f"{host}/click.php?n={a.digits('n', 3)}&l={n}&s={me}") for n in range(3))
    leave = f"{host}/leave.php?s={me}&h={o.hex('h', 8)}"
    end = link(leave, "Abmelden") + pixel(f"{host}/open.php?n={a.digits('n', 3)}&s={me}")
    return Made(f"{picture('https://www.verein.example/img/kopf.jpg')}{links}{end}", (), "post@verein.example")


def one_to_one_extension(a: Tokens, o: Tokens, _: str) -> Made:
    """A mail between two people, and an extension of the browser that reports its opening."""
    html = "<div>Hallo,<br>anbei das Angebot.</div>"
    watching = f"https://mailtrack.example/trace/mail/{o.hex('mail', 40)}.png?u={a.digits('user', 7)}"
    html += f'<img width="0" height="0" class="mailtrack-img" alt="" style="display:flex" src="{watching}">'
    return Made(html, (), "verkauf@lampenladen.example")


def sales_pixel_at_the_front(a: Tokens, o: Tokens, _: str) -> Made:
    """The only remote thing in a letter: a tiny picture from a host of letters, with a token and nothing more."""
    html = pixel(f"https://t.salesreach.example/{o.of('open', 22)}") + "<p>Hallo,</p><p>passt Dienstag?</p>"
    return Made(f'{html}<p><a href="https://cal.salesreach.example/anna">Termin</a></p>', (), "anna@lampen.example")


def notice_with_a_beacon(a: Tokens, o: Tokens, _: str) -> Made:
    """A notice of a site for programmers: plain links, one beacon."""
    thread = "https://git.forge.example/lampen/dimmer/pull/48"
    leave = f"https://git.forge.example/notifications/unsubscribe-auth/{o.upper('un', 52)}"
    beacon = f"https://git.forge.example/notifications/beacon/{o.upper('op', 56)}.gif"
    html = "<p>Merged #48.</p>" + link(f"{thread}#event-{a.digits('e', 10)}", "View it")
    html += f'<p>You may <a href="{leave}">unsubscribe</a>.<img src="{beacon}" height="1" width="1" alt="" /></p>'
    return Made(html, (leaving(leave),), "notifications@forge.example")


def personal_banner(a: Tokens, o: Tokens, address: str) -> Made:
    """A picture that is drawn for the reader when it is loaded."""
    host, me = "https://lampen.movable.example", o.digits("me", 9)
    banner = f"{host}/p/rp/{a.hex('banner', 16)}.png?mi_ecmp={a.digits('c', 6)}&mi_u={me}&mi_name={address[:5]}"
    links = "".join(link(f"{host}/p/cp/{a.hex('banner', 16)}/c?mi_u={me}&url={packed(f'{SHOP}{n}')}") for n in range(3))
    leave = f"https://www.lampenladen.example/newsletter/abmelden?k={me}"
    return Made(f"{picture(banner)}<p>Hallo</p>{links}{link(leave, 'Abmelden')}", (leaving(leave),))


def css_only(a: Tokens, o: Tokens, _: str) -> Made:
    """The pixel is a background of an empty cell, and a font."""
    host, me = "https://r.lampenladen.example", o.of("me", 24)
    style = f"<style>@font-face{{font-family:x;src:url({host}/f/{me}.woff2)}}</style>"
    cell = f'<div style="background:url({host}/b/{me}/bg.gif);width:1px;height:1px"></div>'
    leave = f"{host}/u/{me}"
    return Made(f"{style}<p>Hallo</p>{link(f'{host}/k/{me}/1')}{cell}{link(leave, 'Abmelden')}", (leaving(leave),))


def unsized_background(a: Tokens, o: Tokens, _: str) -> Made:
    """No leaving address, no links that are counted: an image without a size, from elsewhere."""
    return Made(f"<p>Hallo</p>{link(SHOP)}" + bare(f"https://px.zaehlwerk.example/c/{a.of('c', 8)}/{o.of('o', 16)}"))
