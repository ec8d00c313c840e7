"""Mail that loads much and tells on nobody, or only by what is clicked: what must not be called a tracker."""

from tests.recipient.mailings.letter import Made, bare, leaving, link, picture, pixel
from tests.recipient.mailings.tokens import Tokens

SHOP = "https://www.lampenladen.example/"


def no_tracking_at_all(a: Tokens, o: Tokens, _: str) -> Made:
    """Plain links, shared pictures, a spacer; the address for leaving is the reader's, as it must be."""
    store = f"https://media.lampenladen.example/{a.uuid('site')}"
    pictures = "".join(picture(f"{store}/{a.hex(f'p{n}', 32)}.jpg") for n in range(4))
    shim = pixel(f"{store}/spacer.gif") + '<img src="https://media.lampenladen.example/1x1.png" width="1" height="1">'
    links = "".join(link(f"{SHOP}artikel/{a.digits(f'a{n}', 8)}?utm_source=nl&utm_campaign=kw{n}") for n in range(4))
    leave = f"{SHOP}newsletter/abmelden?token={o.hex('un', 32)}"
    return Made(f"{pictures}{shim}<p>Hallo</p>{links}{link(leave, 'Abmelden')}", (leaving(leave),))


def signed_stores(a: Tokens, o: Tokens, _: str) -> Made:
    """A receipt of an order: pictures on stores that sign or number them; the order's number is the reader's."""
    amz = "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=KEY"
    amz += f"{a.upper('key', 16)}%2F20230117%2Feu-central-1%2Fs3%2Faws4_request&X-Amz-Date=20230117T101500Z"
    amz += f"&X-Amz-Expires=604800&X-Amz-SignedHeaders=host&X-Amz-Signature={a.hex('sig', 64)}"
    urls = (
        f"https://lampen-mail.s3.eu-central-1.amazonaws.example/{a.uuid('s3')}.jpg?{amz}",
        f"https://res.cloudinary.example/lampen/image/upload/s--{a.packed('c', 8)}--/w_600,q_auto/v1673950000/kopf.png",
        (
            f"https://cdn.shopify.example/s/files/1/0{a.digits('s', 3)}/{a.digits('t', 4)}/products/{a.hex('p', 8)}"
            f"_lampe_600x600_crop_center.jpg?v={a.digits('v', 10)}"
        ),
        f"https://lh3.googleusercontent.example/a-/AOh14G{a.packed('g', 60)}=s96-c",
        (
            f"https://d{a.lower('cf', 13)}.cloudfront.example/{a.uuid('cf')}?Expires=1700000000&Signature="
            f"{a.packed('cfs', 342)}__&Key-Pair-Id=K{a.upper('kp', 13)}"
        ),
        f"https://images.unsplash.example/photo-{a.digits('u', 13)}-{a.hex('w', 12)}?ixid={a.of('ix', 12)}&w=600&q=80",
    )
    order = f"{SHOP}bestellung/{o.digits('order', 9)}/{o.hex('key', 32)}"
    html = "".join(map(picture, urls)) + "<p>Danke!</p>" + link(order, "Bestellung ansehen") + link(f"{SHOP}agb")
    return Made(html, (), "bestellung@lampenladen.example")


def shared_without_size(a: Tokens, o: Tokens, _: str) -> Made:
    """Unsized pictures under hashed or nameless URLs, the same for all; links are counted, opens are not."""
    host, me = "https://k.lampenladen.example", o.of("me", 20)
    pictures = "".join(
        bare(f"https://asset.baukasten.example/f/{a.digits('site', 6)}/{a.of(f'p{n}', 20)}/") for n in "abc"
    )
    links = "".join(link(f"{host}/r/{o.packed(f'l{n}', 40)}") for n in range(3))
    leave = f"{host}/u/{me}"
    return Made(f"{pictures}<p>Hallo</p>{links}{link(leave, 'Abmelden')}", (leaving(leave),))


def campaign_pixel(a: Tokens, o: Tokens, _: str) -> Made:
    """A pixel that counts the mailing and not its readers: the same URL for all."""
    leave = f"{SHOP}newsletter/abmelden?token={o.hex('un', 32)}"
    counted = (
        f"https://stat.lampenladen.example/matomo.php?idsite=3&rec=1&bots=1&action_name=kw04&_cvar={a.digits('c', 3)}"
    )
    html = f"{picture(f'{SHOP}i/kopf.jpg')}<p>Hallo</p>{link(f'{SHOP}sale')}{link(leave, 'Abmelden')}"
    return Made(f"{html}{pixel(counted)}", (leaving(leave),))


def countdown_and_map(a: Tokens, o: Tokens, _: str) -> Made:
    """Pictures drawn by programs for all: a clock, a map, a barcode of the mailing, social symbols in a sprite."""
    leave = f"{SHOP}abmelden/{o.uuid('un')}"
    urls = (
        f"https://gen.countdown.example/timer/{a.lower('t', 10)}",
        (
            f"https://maps.karten.example/staticmap?center=52.5,13.4&zoom=14&size=600x300&key=k{a.packed('k', 35)}"
            f"&signature={a.packed('s', 27)}="
        ),
        f"https://barcode.example/code128.php?text=SALE{a.digits('b', 8)}&size=40",
    )
    icons = "".join(picture(f"{SHOP}i/{name}.png", 24, 24) for name in ("facebook", "instagram", "youtube")) * 2
    html = "".join(map(picture, urls)) + icons + "<p>Hallo</p>" + link(f"{SHOP}laden") + link(leave, "Abmelden")
    return Made(html, (leaving(leave),))


def slices_of_a_layout(a: Tokens, o: Tokens, _: str) -> Made:
    """A page sawn into slices: thin pictures with numbers for names, each used once."""
    folder = f"{SHOP}nl/{a.digits('issue', 8)}/{a.hex('build', 12)}"
    thin = "".join(picture(f"{folder}/images/nl_{n:02}.gif", 1 if n % 2 else 600, 1) for n in range(1, 9))
    leave = f"{SHOP}abmelden?m={o.digits('me', 7)}&c={o.hex('c', 8)}"
    return Made(f"{thin}<p>Hallo</p>{link(SHOP)}{link(leave, 'Abmelden')}", (leaving(leave),))


def avatars(a: Tokens, o: Tokens, _: str) -> Made:
    """A digest of a forum: faces under hashes, small, none repeated."""
    faces = "".join(
        picture(f"https://gravatar.example/avatar/{a.hex(f'f{n}', 32)}?s=40&d=mm", 40, 40) for n in range(5)
    )
    leave = f"https://forum.example/email/unsubscribe/{o.hex('un', 64)}"
    threads = "".join(link(f"https://forum.example/t/lampe/{a.digits(f't{n}', 5)}") for n in range(5))
    return Made(f"{faces}{threads}{link(leave, 'Unsubscribe')}", (leaving(leave),), "digest@forum.example")


def opaque_destinations(a: Tokens, o: Tokens, _: str) -> Made:
    """Links that are not counted, to places that name their pages by machine: films, goods, talks."""
    urls = [f"https://video.example/watch?v={a.packed(f'v{n}', 11)}" for n in range(3)]
    urls += [f"https://kaufhaus.example/dp/B0{a.upper(f'd{n}', 8)}" for n in range(3)]
    urls += [f"https://texte.example/@lampe/vom-licht-{a.hex(f't{n}', 12)}" for n in range(3)]
    leave = f"{SHOP}newsletter/abmelden?token={o.hex('un', 32)}"
    return Made(f"<p>Hallo</p>{''.join(map(link, urls))}{link(leave, 'Abmelden')}", (leaving(leave),))


def nameless_pictures_beside_clicks(a: Tokens, o: Tokens, _: str) -> Made:
    """Pictures under long nameless URLs for all, on the site through which the links are counted."""
    clicks, me = "https://click.lampenladen.example", o.packed("me", 30)
    pictures = "".join(picture(f"https://img.lampenladen.example/v2/{a.packed(f'p{n}', 43)}") for n in range(4))
    links = "".join(link(f"{clicks}/f/{o.packed(f'l{n}', 60)}/{me}") for n in range(4))
    leave = f"{clicks}/un/{me}"
    return Made(f"{pictures}<p>Hallo</p>{links}{link(leave, 'Abmelden')}", (leaving(leave),))


def account_in_pictures(a: Tokens, o: Tokens, _: str) -> Made:
    """The sender's account stands in pictures, links and the address for leaving; the reader's name does not."""
    clicks, account, me = "https://t.versand.example", a.hex("account", 24), o.hex("me", 24)
    store = f"https://versand-media.example/{account}"
    pictures = "".join(picture(f"{store}/lampe-{n}.jpg") for n in range(3)) + bare(f"{store}/logo.png?v=2")
    links = "".join(link(f"{clicks}/c/{account}/{me}/{n}") for n in range(3))
    leave = f"{clicks}/u/{account}/{me}"
    return Made(f"{pictures}<p>Hallo</p>{links}{link(leave, 'Abmelden')}", (leaving(leave),))
