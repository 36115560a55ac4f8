"""The key port: encryption bound to its context, codes, signatures, randomness."""

from collections.abc import Callable
from typing import cast

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from shared.core.errors import KeyRefused
from shared.core.keys import Keys
from shared.memory.keys import MemoryKeys

# Each has the keys `vault` and `vault-2` to encrypt, `index` and `index-2` to code, and `token` and
# `token-2` to sign.
SERVICES: dict[str, Callable[[pytest.FixtureRequest], Keys]] = {
    "memory": lambda _: MemoryKeys("contract"),
    "kms": lambda request: cast(Keys, request.getfixturevalue("kms_keys")),
}
AAD = b"eu/subject/1/name/1"


@pytest.fixture(params=SERVICES)
def keys(request: pytest.FixtureRequest) -> Keys:
    return SERVICES[request.param](request)


def verify(public_key: bytes, signature: bytes, data: bytes) -> None:
    key = load_pem_public_key(public_key)
    assert isinstance(key, ec.EllipticCurvePublicKey)
    assert isinstance(key.curve, ec.SECP256R1)
    key.verify(signature, data, ec.ECDSA(SHA256()))


@pytest.mark.parametrize("plaintext", [b"", b"\x00", b"Juan", bytes(range(256)) * 64])
@pytest.mark.parametrize("aad", [b"", AAD])
def test_what_was_encrypted_is_decrypted(keys: Keys, plaintext: bytes, aad: bytes) -> None:
    ciphertext = keys.encrypt("vault", plaintext, aad)
    assert len(ciphertext) >= len(plaintext) + 16
    assert keys.decrypt("vault", ciphertext, aad) == plaintext


def test_equal_texts_have_different_ciphertexts(keys: Keys) -> None:
    assert keys.encrypt("vault", b"Juan", AAD) != keys.encrypt("vault", b"Juan", AAD)


def test_another_context_is_refused(keys: Keys) -> None:
    ciphertext = keys.encrypt("vault", b"Juan", AAD)
    for aad in (b"", AAD + b"0", AAD[:-1]):
        with pytest.raises(KeyRefused):
            keys.decrypt("vault", ciphertext, aad)


def test_another_key_is_refused(keys: Keys) -> None:
    ciphertext = keys.encrypt("vault", b"Juan", AAD)
    keys.encrypt("vault-2", b"Juan", AAD)
    with pytest.raises(KeyRefused):
        keys.decrypt("vault-2", ciphertext, AAD)


def test_a_changed_or_cut_ciphertext_is_refused(keys: Keys) -> None:
    ciphertext = keys.encrypt("vault", b"Juan", AAD)
    changed = [
        bytes([*ciphertext[:place], ciphertext[place] ^ 1, *ciphertext[place + 1 :]])
        for place in range(len(ciphertext))
    ]
    for broken in [*changed, ciphertext[:-1], ciphertext[:5], b"", ciphertext + b"\x00"]:
        with pytest.raises(KeyRefused) as raised:
            keys.decrypt("vault", broken, AAD)
        assert raised.value.__cause__ is None


def test_a_code_depends_on_key_and_data_alone(keys: Keys) -> None:
    code = keys.mac("index", b"passport/AAA")
    assert len(code) == 32
    assert keys.mac("index", b"passport/AAA") == code
    assert keys.mac("index", b"passport/AAB") != code
    assert keys.mac("index-2", b"passport/AAA") != code


def test_a_signature_is_verified_by_the_keys_public_key(keys: Keys) -> None:
    signature = keys.sign("token", b"claims")
    verify(keys.public_key("token"), signature, b"claims")
    with pytest.raises(InvalidSignature):
        verify(keys.public_key("token"), signature, b"other claims")
    with pytest.raises(InvalidSignature):
        verify(keys.public_key("token-2"), signature, b"claims")


def test_a_key_without_a_version_is_its_first(keys: Keys) -> None:
    assert keys.mac("index/1", b"data") == keys.mac("index", b"data")
    assert keys.public_key("token/1") == keys.public_key("token")


def test_a_key_serves_one_purpose(keys: Keys) -> None:
    ciphertext = keys.encrypt("vault", b"Juan", AAD)
    keys.mac("index", b"data")
    keys.sign("token", b"claims")
    misuses: list[Callable[[], bytes]] = [
        lambda: keys.mac("vault", b"data"),
        lambda: keys.sign("vault", b"claims"),
        lambda: keys.public_key("index"),
        lambda: keys.encrypt("token", b"Juan", AAD),
        lambda: keys.decrypt("index", ciphertext, AAD),
    ]
    for misuse in misuses:
        with pytest.raises(KeyRefused):
            misuse()


@pytest.mark.parametrize("count", [8, 32, 33, 1024])
def test_random_bytes_are_many_and_new(keys: Keys, count: int) -> None:
    first, second = keys.random_bytes(count), keys.random_bytes(count)
    assert len(first) == len(second) == count
    assert first != second


@pytest.mark.parametrize("count", [-1, 0, 7, 1025])
def test_too_few_or_too_many_random_bytes_are_refused(keys: Keys, count: int) -> None:
    with pytest.raises(KeyRefused):
        keys.random_bytes(count)
