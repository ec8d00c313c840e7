"""Addresses in S/MIME signatures: a client that checks one asks the certificate's issuer.

Source: RFC 5280 sections 4.2.1.13 and 4.2.2.1. OCSP requests, revocation lists and missing issuers are fetched when a
signed message is shown; whoever runs the issuer, or made the certificate, sees the reader.
"""

import warnings
from collections.abc import Iterator

from cryptography import x509
from cryptography.exceptions import InternalError, UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization.pkcs7 import load_der_pkcs7_certificates, load_pem_pkcs7_certificates
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtensionOID

from backstamp.mail.references.found import Found
from backstamp.mail.references.reference import Kind, Trigger
from backstamp.mail.splice import Span

TYPES = frozenset(
    {"application/pkcs7-signature", "application/x-pkcs7-signature", "application/pkcs7-mime"}
    | {"application/x-pkcs7-mime", "application/pkcs10", "application/pkix-cert", "application/x-x509-ca-cert"}
)
MAX_OCTETS = 1_000_000
"""Octets of a signature that are read; real ones have below 20,000."""
MAX_CERTIFICATES = 50
_MALFORMED = (
    *(ValueError, TypeError, OverflowError, InternalError, UnsupportedAlgorithm),
    *(x509.InvalidVersion, x509.DuplicateExtension, x509.UnsupportedGeneralNameType),
)
_ACCESS = {
    AuthorityInformationAccessOID.OCSP: "OCSP",
    AuthorityInformationAccessOID.CA_ISSUERS: "caIssuers",
}


def found_in_signature(octets: bytes) -> Iterator[Found]:
    """The addresses in the certificates of a signature; none where it cannot be read.

    Args:
        octets: decoded; DER or PEM, PKCS #7 or a single certificate.

    Yields:
        Spans count in ``octets``; the whole where the address cannot be found in them.
    """
    if len(octets) > MAX_OCTETS:
        return
    seen: set[tuple[str, str]] = set()
    for certificate in _certificates(octets)[:MAX_CERTIFICATES]:
        for name, url in _addresses(certificate):
            if (name, url) not in seen:
                seen.add((name, url))
                yield Found(Kind.CERTIFICATE, Trigger.OPEN, f"S/MIME {name}", url, _span(octets, url), "of the signer")


def _certificates(octets: bytes) -> list[x509.Certificate]:
    pem = octets.lstrip().startswith(b"-----BEGIN")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # of old certificates, and of BER: both are read
        try:
            return load_pem_pkcs7_certificates(octets) if pem else load_der_pkcs7_certificates(octets)
        except _MALFORMED:
            pass
        try:
            return [x509.load_pem_x509_certificate(octets) if pem else x509.load_der_x509_certificate(octets)]
        except _MALFORMED:
            return []


def _addresses(certificate: x509.Certificate) -> list[tuple[str, str]]:
    try:
        extensions = certificate.extensions
    except _MALFORMED:
        return []
    found: list[tuple[str, str]] = []
    for extension in extensions:
        value = extension.value
        if isinstance(value, x509.AuthorityInformationAccess):
            found += _access(value)
        elif isinstance(value, x509.CRLDistributionPoints) and extension.oid != ExtensionOID.FRESHEST_CRL:
            found += [("CRL", url) for point in value for url in _uris(point.full_name or [])]
        elif isinstance(value, x509.FreshestCRL):
            found += [("delta CRL", url) for point in value for url in _uris(point.full_name or [])]
        elif isinstance(value, x509.CertificatePolicies):
            found += [
                ("policy", text) for policy in value for text in policy.policy_qualifiers or [] if isinstance(text, str)
            ]
    return found


def _access(value: x509.AuthorityInformationAccess) -> list[tuple[str, str]]:
    return [
        (_ACCESS.get(access.access_method, "authority information"), url)
        for access in value
        for url in _uris([access.access_location])
    ]


def _uris(names: list[x509.GeneralName]) -> list[str]:
    return [name.value for name in names if isinstance(name, x509.UniformResourceIdentifier)]


def _span(octets: bytes, url: str) -> Span:
    start = octets.find(url.encode("latin-1", "replace"))
    return Span(start, start + len(url)) if start >= 0 else Span(0, len(octets))
