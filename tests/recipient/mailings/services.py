"""Large sending services: how their URLs look, as public lists and documentation describe them."""

from tests.recipient.mailings.letter import Made, bare, leaving, link, picture, pixel
from tests.recipient.mailings.tokens import Tokens, packed

SHOP = "https://www.lampenladen.example/"


def brevo_personal_pictures(a: Tokens, o: Tokens, _: str) -> Made:
    """Every picture, not only the pixel, stands under a URL of the reader's own."""
    host = f"https://{a.lower('account', 8)}.r.af.d.sendibt2.example"
    pictures = "".join(picture(f"{host}/im/{o.packed(f'im {n}', 120)}") for n in range(4))
    links = "".join(link(f"{host}/tr/cl/{o.packed(f'cl {n}', 180)}") for n in range(4))
    end = link(f"{host}/tr/un/{o.packed('un', 120)}", "Abmelden") + pixel(f"{host}/tr/op/{o.packed('op', 120)}")
    return Made(f"<p>Hallo</p>{pictures}{links}{end}", (leaving(f"{host}/tr/un/{o.packed('lu', 120)}"),))


def brevo_pictures_with_a_parameter(a: Tokens, o: Tokens, _: str) -> Made:
    """The picture's path is for all, a parameter is the reader's."""
    host = f"https://{a.lower('account', 6)}.img.bh.d.sendibt3.example"
    clicks = host.replace(".img.", ".r.")
    names = ("kopf.png", f"{a.hex('picture', 40)}.jpg", "fuss.png")
    pictures = "".join(picture(f"{host}/im/{a.digits('client', 7)}/{name}?e={o.packed(name, 86)}") for name in names)
    links = "".join(link(f"{clicks}/mk/cl/f/sh/{o.packed(f'cl {n}', 40)}/{o.packed(f'k {n}', 12)}") for n in range(3))
    end = link(f"{clicks}/mk/un/v2/sh/{o.packed('un', 40)}", "Abmelden")
    end += pixel(f"{clicks}/mk/op/sh/{o.packed('op', 40)}/{o.packed('k', 12)}")
    return Made(f"{pictures}<p>Hallo</p>{links}{end}", (leaving(f"{clicks}/mk/un/sh/{o.packed('lu', 60)}"),))


def kit_unsized_pixel(a: Tokens, o: Tokens, _: str) -> Made:
    """The pixel declares no size, the pictures are on a store that names no files."""
    me = o.lower("me", 20)
    store = f"https://embed.filekitcdn.example/e/{a.of('account', 22)}"
    html = "<p>Hallo,</p><p>eine Geschichte.</p>" + bare(f"{store}/{a.of('picture', 22)}/email")
    clicks = f"https://{me}.click.convertkit-mail2.example"
    for name in ("a", "b", "c"):
        html += link(f"{clicks}/{o.lower(name, 18)}/{packed(SHOP + name)}")
    html += link(f"https://{me}.unsubscribe.convertkit-mail2.example/{o.lower('un', 18)}", "Abmelden")
    return Made(html + bare(f"https://{me}.open.convertkit-mail2.example/{o.lower('op', 18)}"))


def klaviyo(a: Tokens, o: Tokens, _: str) -> Made:
    host = "https://ctrk.klclick1.example"
    me, store = f"01{o.upper('send', 24)}", f"https://d3k81ch9.cloudfront.example/company/{a.of('account', 6)}/images"
    pictures = "".join(picture(f"{store}/{a.uuid(f'p{n}')}.{end}") for n, end in enumerate(("png", "jpeg", "gif")))
    links = "".join(link(f"{host}/l/{me}_{n}") for n in range(4))
    account, profile = a.of("account", 6), f"01{o.upper('profile', 24)}"
    leave = f"https://manage.kmail-lists.example/subscriptions/unsubscribe?a={account}&c={profile}"
    leave += f"&k={o.hex('k', 32)}&m={a.upper('m', 26)}&r={o.of('r', 7)}"
    html = f"{pictures}<p>Hallo</p>{links}{link(leave, 'Abmelden')}"
    return Made(html + pixel(f"{host}/o/{me}"), (leaving(leave), f"X-Kmail-Account: {account}"))


def salesforce(a: Tokens, o: Tokens, _: str) -> Made:
    host, client = "https://click.e.lampenladen.example", f"fe{a.hex('client', 16)}"
    ids = f"{a.hex('a', 6)}-{a.hex('list', 18)}-{o.hex('subscriber', 20)}-{a.hex('job', 22)}-{client}-{a.hex('b', 20)}"
    pictures = "".join(
        picture(f"https://image.e.lampenladen.example/lib/{client}/m/{n}/{a.uuid(f'p{n}')}.jpg") for n in range(3)
    )
    shim = '<img src="https://image.e.lampenladen.example/lib/spacer.gif" width="1" height="20" alt="">' * 3
    links = "".join(link(f"{host}/?qs={o.hex(f'q{n}', 96)}") for n in range(5))
    html = pixel(f"{host}/open.aspx?{ids}&d=70166&bmt=0") + f"{pictures}{shim}<p>Hallo</p>{links}"
    html += link(f"{host}/unsub_center.aspx?qs={o.hex('un', 96)}", "Abmelden")
    return Made(html, (leaving(f"{host}/subscription_center.aspx?jwt={o.packed('jwt', 150)}"),))


def hubspot(a: Tokens, o: Tokens, _: str) -> Made:
    hub = a.digits("hub", 7)
    host = f"https://d{a.lower('h', 6)}04.eu1.hubspotlinks.example"
    store = f"https://{hub}.fs1.hubspotusercontent-eu1.example/hubfs/{hub}"
    pictures = picture(f"{store}/logo.png?width=1120&upscale=true&name=logo.png")
    pictures += picture(f"{store}/Bilder/Lampe%202023.jpg?width=600&name=Lampe%202023.jpg")
    links = "".join(
        link(f"{host}/Ctc/GA+113/{a.of('c', 7)}/{o.packed(f'l{n}', 90)}{o.of(f'k{n}', 20)}103") for n in range(4)
    )
    leave = f"https://hs-{hub}.s.hubspotemail.example/hs/preferences-center/de/direct?data={o.packed('d', 160)}"
    leave += f"&d={o.packed('e', 60)}&v=2&utm_campaign=News&_hsenc=p2ANqtz-{o.packed('h', 60)}&_hsmi={a.digits('m', 9)}"
    end = link(leave, "Abmelden") + pixel(f"{host}/Cto/GA+113/{a.of('c', 7)}/{o.packed('op', 90)}{o.of('ok', 20)}103")
    return Made(f"{pictures}<p>Hallo</p>{links}{end}", (leaving(leave.replace("preferences-center", "manage")),))


def activecampaign(a: Tokens, o: Tokens, _: str) -> Made:
    host = "https://lampenladen.acemlnb.example"
    store = f"https://content.app-us1.example/{a.of('account', 5)}/2023/01/05"
    pictures = "".join(picture(f"{store}/{a.uuid(f'p{n}')}.jpeg?r={a.digits(f'r{n}', 7)}") for n in range(3))
    links = "".join(link(f"{host}/lt.php?x=3DZy~GE{o.of(f'x{n}', 30)}~{o.of(f'y{n}', 12)}Iy.0") for n in range(4))
    leave = f"{host}/proc.php?nl=2&c=23&m=25&s={o.hex('s', 32)}&act=unsub"
    end = link(leave, "Abmelden") + pixel(f"{host}/lt.php?x=3TxtmrUFV{o.of('op', 26)}~~{o.of('oq', 9)}")
    return Made(f"{pictures}<p>Hallo</p>{links}{end}", (leaving(leave),))


def mailjet(a: Tokens, o: Tokens, _: str) -> Made:
    host, me = f"https://{a.lower('h', 4)}.mjt.example", f"AV{o.of('me', 70)}"
    pictures = "".join(picture(f"{host}/img2/{a.lower('h', 4)}/{a.uuid(f'p{n}')}/content") for n in range(3))
    links = "".join(link(f"{host}/lnk/{me}/{n}/{o.packed(f's{n}', 22)}/{packed(f'{SHOP}{n}')}") for n in range(4))
    leave = f"{host}/unsub2?m={me}&b={o.hex('b', 8)}&e={o.hex('e', 8)}&x={o.packed('x', 43)}&hl=de"
    end = link(leave, "Abmelden") + pixel(f"{host}/oo/{me}/{o.hex('k', 8)}/e.gif")
    return Made(
        f"{pictures}<p>Hallo</p>{links}{end}",
        (leaving(leave), f"X-MJ-Mid: {me}", f"X-MJ-Campaign: {a.digits('campaign', 10)}"),
    )


def sparkpost(a: Tokens, o: Tokens, _: str) -> Made:
    host = "https://go.lampenladen.example"
    pictures = picture("https://static.lampenladen.example/mail/2023/kopf.jpg") + picture(f"{SHOP}media/lampe-1.jpg")
    links = "".join(
        link(f"{host}/f/a/{o.packed(f'l{n}', 22)}~~/AAUdRQA~/{o.of('r', 8)}{o.packed(f'm{n}', 150)}~") for n in range(4)
    )
    end = pixel(f"{host}/q/{o.packed('op', 22)}~~/AAUdRQA~/{o.of('r', 8)}{o.packed('oq', 80)}~")
    leave = f"https://lampenladen.unsubscribe.example/u/nrd?a=1&e={o.packed('un', 64)}"
    return Made(f"{pictures}<p>Hallo</p>{links}{link(leave, 'Abmelden')}{end}", (leaving(leave),))


def campaign_monitor(a: Tokens, o: Tokens, _: str) -> Made:
    """Identifiers of ten letters, without any digit."""
    letters = "dhijklrtuy"
    host, campaign, me = "https://lampenladen.cmail20.example", a.of("c", 7, letters), o.of("me", 9, letters)
    folder = f"https://i1.cmail20.example/ei/r/{a.upper('f', 2)}/{a.upper('g', 3)}/{a.upper('h', 3)}/093421/csfinal"
    pictures = "".join(picture(f"{folder}/bild{n}-{a.hex(f'p{n}', 16)}.png") for n in range(3))
    links = "".join(link(f"{host}/t/r-l-{campaign}-{me}-{place}/") for place in "ryjth")
    leave = f"{host}/t/r-u-{campaign}-{me}/"
    end = link(leave, "Abmelden") + pixel(f"{host}/t/r-o-{campaign}-{me}/o.gif")
    return Made(f"{pictures}<p>Hallo</p>{links}{end}", (leaving(leave),))


def mailchimp(a: Tokens, o: Tokens, _: str) -> Made:
    host, u, c, e = "https://lampenladen.us3.list-manage.example", a.hex("u", 25), a.hex("id", 10), o.hex("e", 10)
    store = f"https://mcusercontent.example/{u}/images"
    pictures = "".join(picture(f"{store}/{a.uuid(f'p{n}')}.jpg") for n in range(3))
    links = "".join(link(f"{host}/track/click?u={u}&id={a.hex(f'l{n}', 10)}&e={e}") for n in range(4))
    leave = f"{host}/unsubscribe?u={u}&id={a.hex('list', 10)}&t=b&e={e}&c={c}"
    fields = (leaving(leave), f"X-Campaign: mailchimp{u}.{c}", f"List-ID: {u}mc list <{u}.{a.digits('l', 6)}.list>")
    end = link(leave, "Abmelden") + pixel(f"{host}/track/open.php?u={u}&id={c}&e={e}")
    return Made(f"{pictures}<p>Hallo</p>{links}{end}", fields)


def sendgrid(a: Tokens, o: Tokens, _: str) -> Made:
    host, names = "https://url4821.lampenladen.example", ("upn", "upo", "upp")
    pictures = picture(f"https://cdn.mcauto-images.example/{a.hex('x', 16)}/{a.uuid('p')}/600x300.png")
    pictures += picture(f"https://marketing-image-production.s3.example/uploads/{a.hex('y', 96)}.png")
    links = "".join(link(f"{host}/ls/click?upn=u001.{o.packed(n, 200)}-3D{o.packed(f'{n}2', 40)}") for n in names)
    leave = f"{host}/asm/unsubscribe/?user_id={a.digits('user', 7)}&data={o.packed('un', 180)}"
    end = link(leave, "Abmelden") + pixel(f"{host}/wf/open?upn=u001.{o.packed('op', 200)}")
    return Made(f"{pictures}<p>Hallo</p>{links}{end}")


def amazon_ses(a: Tokens, o: Tokens, _: str) -> Made:
    host, me = f"https://{a.lower('h', 8)}.r.eu-west-1.awstrack.example", f"{o.hex('m', 16)}-{o.uuid('m2')}-000000"
    pictures = picture(f"{SHOP}bilder/lampe.jpg")
    links = "".join(
        link(f"{host}/L0/{SHOP.replace(':', '%3A').replace('/', '%2F')}{n}/1/{me}/{o.packed(f's{n}', 27)}=311")
        for n in range(3)
    )
    end = f'<img alt="" src="{host}/I0/{me}/{o.packed("op", 27)}=311" style="display: none; width: 1px; height: 1px;">'
    return Made(f"{pictures}<p>Hallo</p>{links}{end}")


def mailgun(a: Tokens, o: Tokens, _: str) -> Made:
    host = "https://email.mg.lampenladen.example"
    links = "".join(link(f"{host}/c/eJw{o.packed(f'l{n}', 160)}") for n in range(3))
    leave = f"{host}/u/eJw{o.packed('un', 150)}"
    end = f'<img width="1px" height="1px" alt="" src="{host}/o/eJw{o.packed("op", 120)}">'
    return Made(f"{picture(f'{SHOP}i/kopf.png')}<p>Hallo</p>{links}{link(leave, 'Abmelden')}{end}", (leaving(leave),))


def substack(a: Tokens, o: Tokens, _: str) -> Made:
    """Pictures through a resizer whose path holds another URL with identifiers, the same for all."""
    inner = f"https%3A%2F%2Fbucketeer-{a.uuid('bucket')}.s3.example%2Fpublic%2Fimages%2F"
    sizing = "https://substackcdn.example/image/fetch/w_1100,c_limit,f_auto,q_auto:good,fl_progressive:steep/"
    pictures = "".join(picture(f"{sizing}{inner}{a.uuid(f'p{n}')}_1456x816.png") for n in range(3))
    signed = f"https://substackcdn.example/image/fetch/$s_!{a.of('sig', 4)}!,w_40,h_40,c_fill/{inner}avatar.jpg"
    pictures += picture(signed, 40, 40)
    claims = packed('{"user_id":' + o.digits("user", 8) + ',"post_id":101,"iat":1674000000}')
    token = f"eyJhbGciOiJIUzI1NiJ9.{claims}.{o.packed('sig', 43)}"
    links = "".join(
        link(f"https://substack.example/redirect/{a.uuid(f'l{n}')}?j=eyJ1Ijoi{o.of('j', 20)}.{o.packed('js', 43)}")
        for n in range(4)
    )
    leave = f"https://lampenladen.substack.example/action/disable_email?token={token}"
    end = link(leave, "Abmelden") + pixel(f"https://eotrx.substackcdn.example/open?token={token}")
    return Made(f"{pictures}<p>Hallo</p>{links}{end}", (leaving(leave),))


def customer_io(a: Tokens, o: Tokens, _: str) -> Made:
    host, me = "https://e.customeriomail.example", f"dgT{o.upper('me', 32)}="
    links = "".join(link(f"{host}/e/c/eyJlbWFpbF9pZCI6{o.of(f'l{n}', 120)}/{o.hex(f's{n}', 64)}") for n in range(3))
    leave = f"https://track.customer.example/unsubscribe/{me}"
    end = link(leave, "Abmelden") + pixel(f"{host}/e/o/eyJlbWFpbF9pZCI6{o.of('op', 60)}")
    return Made(f"{picture(f'{SHOP}i/a.png')}<p>Hallo</p>{links}{end}", (leaving(leave), f"X-CIO-Delivery-ID: {me}"))


def getresponse(a: Tokens, o: Tokens, _: str) -> Made:
    host, me, mailing = "https://lampenladen.getresponse-m.example", o.of("me", 5), a.of("m", 5)
    store = f"https://us-ms.gr-cdn.example/getresponse-{a.of('g', 5)}/photos/{a.uuid('p')}.png"
    links = "".join(
        link(
            f"{host}/click.html?x=a62b&lc={a.of(f'l{n}', 5)}&mc={mailing}&s={me}&u={a.of('u', 5)}&z=E{o.of(f'z{n}', 6)}"
        )
        for n in range(3)
    )
    leave = f"{host}/unsubscribe.html?x=a62b&m=E&mc={mailing}&s={me}&u={a.of('u', 5)}&z=E{o.of('zu', 6)}&pt=unsubscribe"
    end = link(leave, "Abmelden") + pixel(
        f"{host}/open.html?x=a62b&m=E&mc={mailing}&s={me}&u={a.of('u', 5)}&z=E{o.of('zo', 6)}"
    )
    return Made(f"{picture(store)}<p>Hallo</p>{links}{end}", (leaving(leave),))


def postmark(a: Tokens, o: Tokens, _: str) -> Made:
    me = f"{o.uuid('me')}"
    links = "".join(
        link(
            f"https://click.pstmrk.example/3s/www.lampenladen.example%2F{n}/{o.of('k', 5)}/{o.of('s', 4)}/AQ/{me}/{n}/{o.packed(f't{n}', 10)}"
        )
        for n in range(3)
    )
    end = f'<img src="https://click.pstmrk.example/open?m=v3_1.{o.packed("op", 60)}" width="1" height="1" border="0" alt="" />'
    return Made(f"{picture(f'{SHOP}i/a.png')}<p>Hallo</p>{links}{end}", (f"X-PM-Message-Id: {me}",))
