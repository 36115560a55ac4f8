"""Signatures and public keys."""

from hashlib import sha256
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key, load_pem_public_key
from google.api_core.exceptions import FailedPrecondition, InvalidArgument
from google.cloud.kms_v1.types import PublicKey

from shared.gcp.crc32c import crc32c
from tests.contract.kms.running import Ring, set_state

DATA = b"claims"
DIGEST = sha256(DATA).digest()
ED25519 = {"version_template": {"algorithm": "EC_SIGN_ED25519"}}


def version_of(ring: Ring, name: str, **fields: Any) -> str:
    return f"{ring.key(name, 'ASYMMETRIC_SIGN', **fields)}/cryptoKeyVersions/1"


def p256_key(public: Any) -> ec.EllipticCurvePublicKey:
    key = load_pem_public_key(public.pem.encode())
    assert isinstance(key, ec.EllipticCurvePublicKey)
    assert isinstance(key.curve, ec.SECP256R1)
    return key


def test_a_digest_is_signed(ring: Ring) -> None:
    token = version_of(ring, "token")
    signed = ring.client.asymmetric_sign(
        request={"name": token, "digest": {"sha256": DIGEST}, "digest_crc32c": crc32c(DIGEST)}
    )
    assert signed.name == token
    assert (signed.verified_digest_crc32c, signed.verified_data_crc32c) == (True, False)
    assert signed.signature_crc32c == crc32c(signed.signature)
    public = p256_key(ring.client.get_public_key(name=token))
    public.verify(signed.signature, DATA, ec.ECDSA(SHA256()))
    with pytest.raises(InvalidSignature):
        public.verify(signed.signature, b"other", ec.ECDSA(SHA256()))


def test_data_is_signed(ring: Ring) -> None:
    token = version_of(ring, "token")
    signed = ring.client.asymmetric_sign(
        request={"name": token, "data": DATA, "data_crc32c": crc32c(DATA)}
    )
    assert (signed.verified_digest_crc32c, signed.verified_data_crc32c) == (False, True)
    public = p256_key(ring.client.get_public_key(name=token))
    public.verify(signed.signature, DATA, ec.ECDSA(SHA256()))


def test_ed25519_signs_data_alone(ring: Ring) -> None:
    token = version_of(ring, "token", **ED25519)
    signed = ring.client.asymmetric_sign(request={"name": token, "data": DATA})
    shown = ring.client.get_public_key(name=token)
    assert shown.algorithm.name == "EC_SIGN_ED25519"
    public = load_pem_public_key(shown.pem.encode())
    assert isinstance(public, ed25519.Ed25519PublicKey)
    public.verify(signed.signature, DATA)
    with pytest.raises(InvalidArgument):
        ring.client.asymmetric_sign(request={"name": token, "digest": {"sha256": DIGEST}})


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"digest": {"sha256": DIGEST}, "data": DATA},
        {"digest": {"sha256": DIGEST[:-1]}},
        {"digest": {"sha384": bytes(48)}},
        {"digest": {"sha256": DIGEST}, "digest_crc32c": 1},
        {"data": DATA, "data_crc32c": 1},
        {"data": bytes(64 * 1024 + 1)},
    ],
)
def test_what_cannot_be_signed_is_refused(ring: Ring, fields: dict[str, Any]) -> None:
    with pytest.raises(InvalidArgument):
        ring.client.asymmetric_sign(request={"name": version_of(ring, "token")} | fields)


def test_a_public_key_comes_whole(ring: Ring) -> None:
    token = version_of(ring, "token")
    shown = ring.client.get_public_key(name=token)
    assert (shown.name, shown.algorithm.name) == (token, "EC_SIGN_P256_SHA256")
    assert shown.pem_crc32c == crc32c(shown.pem.encode())
    assert ring.client.get_public_key(name=token) == shown


def test_a_public_key_comes_in_the_format_that_is_asked_for(ring: Ring) -> None:
    token = version_of(ring, "token")
    pem = ring.client.get_public_key(name=token).pem.encode()
    for asked, load in (("PEM", load_pem_public_key), ("DER", load_der_public_key)):
        shown = ring.client.get_public_key(request={"name": token, "public_key_format": asked})
        assert (shown.pem, shown.public_key_format.name) == ("", asked)
        assert shown.public_key.crc32c_checksum == crc32c(shown.public_key.data)
        assert load(shown.public_key.data) == load_pem_public_key(pem)
    with pytest.raises(InvalidArgument):
        ring.client.get_public_key(
            request={"name": token, "public_key_format": PublicKey.PublicKeyFormat.NIST_PQC}
        )


def test_only_an_enabled_version_of_a_signing_key_will_do(ring: Ring) -> None:
    token, mac = version_of(ring, "token"), f"{ring.key('mac', 'MAC')}/cryptoKeyVersions/1"
    with pytest.raises(FailedPrecondition, match="incorrect key purpose: MAC"):
        ring.client.asymmetric_sign(name=mac, digest={"sha256": DIGEST})
    with pytest.raises(FailedPrecondition, match="incorrect key purpose: MAC"):
        ring.client.get_public_key(name=mac)
    set_state(ring.client, token, "DISABLED")
    with pytest.raises(FailedPrecondition, match="DISABLED"):
        ring.client.asymmetric_sign(name=token, digest={"sha256": DIGEST})
    with pytest.raises(FailedPrecondition, match="DISABLED"):
        ring.client.get_public_key(name=token)
