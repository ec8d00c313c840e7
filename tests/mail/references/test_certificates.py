from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import AuthorityInformationAccessOID, NameOID
from hypothesis import given
from hypothesis import strategies as st

from backstamp.mail.references.certificates import MAX_OCTETS, found_in_signature
from backstamp.mail.references.message import references


def uri(text: str) -> x509.UniformResourceIdentifier:
    return x509.UniformResourceIdentifier(text)


@pytest.fixture(scope="module")
def certificate() -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Ann")])
    access = [
        x509.AccessDescription(AuthorityInformationAccessOID.OCSP, uri("http://ocsp.example.com/42")),
        x509.AccessDescription(AuthorityInformationAccessOID.CA_ISSUERS, uri("http://ca.example.com/ca.cer")),
    ]
    point = x509.DistributionPoint([uri("http://crl.example.com/1.crl")], None, None, None)
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, now, now + timedelta(days=1))
    builder = builder.add_extension(x509.AuthorityInformationAccess(access), critical=False)
    builder = builder.add_extension(x509.CRLDistributionPoints([point]), critical=False)
    builder = builder.add_extension(x509.FreshestCRL([point]), critical=False)
    policy = x509.PolicyInformation(x509.ObjectIdentifier("1.2.3"), ["https://example.com/cps"])
    return builder.add_extension(x509.CertificatePolicies([policy]), critical=False).sign(key, hashes.SHA256()), key


EXPECTED = [
    ("S/MIME OCSP", "http://ocsp.example.com/42"),
    ("S/MIME caIssuers", "http://ca.example.com/ca.cer"),
    ("S/MIME CRL", "http://crl.example.com/1.crl"),
    ("S/MIME delta CRL", "http://crl.example.com/1.crl"),
    ("S/MIME policy", "https://example.com/cps"),
]


def told(octets: bytes) -> list[tuple[str, str]]:
    return [(found.vector, found.value) for found in found_in_signature(octets)]


def test_a_detached_signature_names_who_is_asked_about_the_signer(certificate):
    builder = pkcs7.PKCS7SignatureBuilder().set_data(b"x").add_signer(certificate[0], certificate[1], hashes.SHA256())
    signature = builder.sign(serialization.Encoding.DER, [pkcs7.PKCS7Options.DetachedSignature])
    assert told(signature) == EXPECTED
    for found in found_in_signature(signature):
        assert signature[slice(*found.span)].decode() == found.value
    message = b"Content-Type: application/pkcs7-signature\nContent-Transfer-Encoding: binary\n\n" + signature
    for reference in references(message):
        assert message[slice(*reference.span)].decode() == reference.raw == reference.url


@pytest.mark.parametrize("encoding", [serialization.Encoding.DER, serialization.Encoding.PEM])
def test_a_certificate_alone_is_read(certificate, encoding):
    assert told(certificate[0].public_bytes(encoding)) == EXPECTED


def test_a_pem_signature_is_read(certificate):
    assert told(pkcs7.serialize_certificates([certificate[0]], serialization.Encoding.PEM)) == EXPECTED


@given(st.binary(max_size=200))
def test_what_is_no_signature_is_read_as_nothing(octets):
    assert told(octets) == []


@given(st.integers(min_value=0), st.binary(min_size=1, max_size=4))
def test_a_damaged_certificate_never_raises(certificate, place, damage):
    octets = bytearray(certificate[0].public_bytes(serialization.Encoding.DER))
    place %= len(octets)
    octets[place : place + len(damage)] = damage
    told(bytes(octets))


def test_a_signature_without_measure_is_not_read():
    assert told(b"0" * (MAX_OCTETS + 1)) == []
