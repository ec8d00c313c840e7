from backstamp.mail.parts import part_map
from backstamp.sender.bodies import html_bodies, pixel_body


def leaf(content_type: str = "text/html", disposition: str = "") -> bytes:
    extra = f"Content-Disposition: {disposition}\n" if disposition else ""
    return f"Content-Type: {content_type}\n{extra}\n<p>".encode()


def multipart(kind: str, *parts: bytes) -> bytes:
    boundary = f"{kind}{sum(map(len, parts))}".encode()
    body = b"".join(b"--" + boundary + b"\n" + part + b"\n" for part in parts)
    return f"Content-Type: multipart/{kind}; boundary=".encode() + boundary + b"\n\n" + body + b"--" + boundary + b"--"


def numbers(message: bytes):
    root = part_map(message)
    carrier = pixel_body(root)
    return [part.number for part in html_bodies(root)], carrier and carrier.number


def test_a_message_that_is_html_is_its_own_body():
    assert numbers(leaf()) == (["1"], "1")


def test_attachments_files_and_embedded_messages_are_no_bodies():
    message = multipart(
        "mixed",
        leaf("text/html; name=a.html"),
        leaf(disposition="attachment"),
        leaf(disposition='inline; filename="a.html"'),
        b"Content-Type: message/rfc822\n\n" + leaf(),
        leaf("text/plain"),
        leaf(disposition="inline"),
    )
    assert numbers(message) == (["1.6"], "1.6")


def test_of_alternatives_the_last_carries_the_pixel():
    message = multipart("alternative", leaf("text/plain"), leaf(), multipart("related", leaf(), leaf()))
    assert numbers(message) == (["1.2", "1.3.1"], "1.3.1")


def test_of_parts_in_a_row_the_first_carries_the_pixel():
    message = multipart("mixed", multipart("alternative", leaf("text/plain"), leaf()), leaf())
    assert numbers(message) == (["1.1.2", "1.2"], "1.1.2")


def test_plain_text_has_no_html_body():
    assert numbers(leaf("text/plain")) == ([], None)


def test_a_message_that_is_only_an_embedded_one_has_no_body():
    assert numbers(b"Content-Type: message/rfc822\n\n" + leaf()) == ([], None)
    assert numbers(multipart("digest", b"\n" + leaf())) == ([], None)


def test_an_embedded_message_among_alternatives_never_carries_the_pixel():
    message = multipart("alternative", leaf(), b"Content-Type: message/global\n\n" + multipart("mixed", leaf()))
    assert numbers(message) == (["1.1"], "1.1")


def test_html_without_an_octet_is_no_body():
    empty = b"Content-Type: text/html\n\n--b\n"
    message = b"Content-Type: multipart/mixed; boundary=b\n\n--b\n" + empty + leaf() + b"\n--b--\n"
    assert numbers(message) == (["1.2"], "1.2")


def test_the_root_of_related_parts_is_the_first_wherever_it_stands():
    message = multipart("mixed", multipart("related", leaf("text/plain"), leaf()), leaf())
    assert numbers(message) == (["1.2"], "1.2")


def test_bodies_are_found_however_deep_they_are():
    message = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(10_000))
    assert [len(list(html_bodies(part_map(message + leaf())))), pixel_body(part_map(message))] == [1, None]
