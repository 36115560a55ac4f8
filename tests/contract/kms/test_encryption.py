"""Encryption: checksums both ways, bound data, rotation, and limits."""

from typing import Any

import pytest
from google.api_core.exceptions import FailedPrecondition, InvalidArgument, NotFound

from shared.gcp.crc32c import crc32c
from tests.contract.kms.running import Ring

TEXT, AAD = b"Juan Perez", b"subject|dek|wrap"
KIB = 1024


def encrypt(ring: Ring, key: str, **fields: Any) -> Any:
    return ring.client.encrypt(request={"name": key, "plaintext": TEXT} | fields)


def decrypt(ring: Ring, key: str, ciphertext: bytes, **fields: Any) -> Any:
    return ring.client.decrypt(request={"name": key, "ciphertext": ciphertext} | fields)


def test_checksums_are_verified_and_given(ring: Ring) -> None:
    key = ring.key("key")
    aad = {
        "additional_authenticated_data": AAD,
        "additional_authenticated_data_crc32c": crc32c(AAD),
    }
    encrypted = encrypt(ring, key, plaintext_crc32c=crc32c(TEXT), **aad)
    assert encrypted.name == f"{key}/cryptoKeyVersions/1"
    assert encrypted.verified_plaintext_crc32c
    assert encrypted.verified_additional_authenticated_data_crc32c
    assert encrypted.ciphertext_crc32c == crc32c(encrypted.ciphertext)
    assert encrypted.protection_level.name == "SOFTWARE"

    decrypted = decrypt(
        ring, key, encrypted.ciphertext, ciphertext_crc32c=encrypted.ciphertext_crc32c, **aad
    )
    assert (decrypted.plaintext, decrypted.plaintext_crc32c) == (TEXT, crc32c(TEXT))
    assert decrypted.used_primary


def test_without_checksums_nothing_is_verified(ring: Ring) -> None:
    encrypted = encrypt(ring, ring.key("key"))
    assert not encrypted.verified_plaintext_crc32c
    assert not encrypted.verified_additional_authenticated_data_crc32c


def test_a_checksum_of_nothing_is_a_checksum(ring: Ring) -> None:
    encrypted = encrypt(ring, ring.key("key"), plaintext=b"", plaintext_crc32c=0)
    assert encrypted.verified_plaintext_crc32c


@pytest.mark.parametrize("sum_", [0, crc32c(TEXT) + 1, -1, 2**32 + crc32c(TEXT)])
def test_a_wrong_checksum_is_refused(ring: Ring, sum_: int) -> None:
    key = ring.key("key")
    ciphertext = encrypt(ring, key).ciphertext
    with pytest.raises(InvalidArgument, match="plaintext_crc32c"):
        encrypt(ring, key, plaintext_crc32c=sum_)
    with pytest.raises(InvalidArgument, match="ciphertext_crc32c"):
        decrypt(ring, key, ciphertext, ciphertext_crc32c=sum_)
    wrong_aad = {
        "additional_authenticated_data": b"a",
        "additional_authenticated_data_crc32c": sum_,
    }
    with pytest.raises(InvalidArgument, match="additional_authenticated_data_crc32c"):
        encrypt(ring, key, **wrong_aad)
    with pytest.raises(InvalidArgument, match="additional_authenticated_data_crc32c"):
        decrypt(ring, key, ciphertext, **wrong_aad)


def test_a_ciphertext_hides_its_text_and_never_repeats(ring: Ring) -> None:
    key = ring.key("key")
    first, second = (encrypt(ring, key).ciphertext for _ in range(2))
    assert first != second
    assert TEXT not in first + second


def test_another_context_or_key_is_refused(ring: Ring) -> None:
    key, other = ring.key("key"), ring.key("other")
    ciphertext = encrypt(ring, key, additional_authenticated_data=AAD).ciphertext
    for aad in (b"", AAD[:-1], AAD + b"x"):
        with pytest.raises(InvalidArgument, match="the ciphertext is invalid"):
            decrypt(ring, key, ciphertext, additional_authenticated_data=aad)
    with pytest.raises(InvalidArgument):
        decrypt(ring, other, ciphertext, additional_authenticated_data=AAD)


def test_a_changed_or_cut_ciphertext_is_refused(ring: Ring) -> None:
    key = ring.key("key")
    ring.client.create_crypto_key_version(parent=key, crypto_key_version={})
    ciphertext = encrypt(ring, key).ciphertext
    changed = [
        bytes([*ciphertext[:place], ciphertext[place] ^ bit, *ciphertext[place + 1 :]])
        for place in range(len(ciphertext))
        for bit in (1, 3)
    ]
    for broken in [*changed, b"", ciphertext[:-1], ciphertext[:8], ciphertext + b"\0"]:
        with pytest.raises(InvalidArgument, match="Decryption failed"):
            decrypt(ring, key, broken)


def test_after_a_rotation_old_ciphertexts_still_decrypt(ring: Ring) -> None:
    key = ring.key("key")
    old = encrypt(ring, key)
    ring.client.create_crypto_key_version(parent=key, crypto_key_version={})
    ring.client.update_crypto_key_primary_version(name=key, crypto_key_version_id="2")
    new = encrypt(ring, key)
    assert (old.name[-2:], new.name[-2:]) == ("/1", "/2")
    for encrypted, of_primary in ((old, False), (new, True)):
        decrypted = decrypt(ring, key, encrypted.ciphertext)
        assert (decrypted.plaintext, decrypted.used_primary) == (TEXT, of_primary)

    ring.client.destroy_crypto_key_version(name=old.name)
    with pytest.raises(FailedPrecondition):
        decrypt(ring, key, old.ciphertext)
    assert decrypt(ring, key, new.ciphertext).plaintext == TEXT


def test_a_version_can_be_named_to_encrypt_but_not_to_decrypt(ring: Ring) -> None:
    key = ring.key("key")
    second = ring.client.create_crypto_key_version(parent=key, crypto_key_version={}).name
    encrypted = encrypt(ring, second)
    assert encrypted.name == second
    assert not decrypt(ring, key, encrypted.ciphertext).used_primary
    with pytest.raises(InvalidArgument):
        decrypt(ring, second, encrypted.ciphertext)


def test_a_key_of_another_purpose_is_refused(ring: Ring) -> None:
    mac = ring.key("mac", "MAC")
    for name in (mac, f"{mac}/cryptoKeyVersions/1"):
        with pytest.raises(FailedPrecondition, match="incorrect key purpose: MAC"):
            encrypt(ring, name)
    with pytest.raises(FailedPrecondition, match="incorrect key purpose: MAC"):
        decrypt(ring, mac, b"x" * 64)


def test_an_unknown_key_is_not_found(ring: Ring) -> None:
    with pytest.raises(NotFound):
        encrypt(ring, f"{ring.name}/cryptoKeys/none")
    with pytest.raises(NotFound):
        decrypt(ring, f"{ring.name}/cryptoKeys/none", b"x")


def test_a_software_key_takes_64_kib_each(ring: Ring) -> None:
    key = ring.key("key")
    most = {"plaintext": b"p" * 64 * KIB, "additional_authenticated_data": b"a" * 64 * KIB}
    ciphertext = encrypt(ring, key, **most).ciphertext
    decrypted = decrypt(ring, key, ciphertext, additional_authenticated_data=b"a" * 64 * KIB)
    assert decrypted.plaintext == most["plaintext"]
    for field, value in most.items():
        with pytest.raises(InvalidArgument):
            encrypt(ring, key, **{field: value + b"x"})


def test_an_hsm_key_takes_8_kib_together(ring: Ring) -> None:
    key = ring.key("key", version_template={"protection_level": "HSM"})
    aad = {"additional_authenticated_data": b"a" * 3 * KIB}
    encrypted = encrypt(ring, key, plaintext=b"p" * 5 * KIB, **aad)
    assert encrypted.protection_level.name == "HSM"
    assert len(decrypt(ring, key, encrypted.ciphertext, **aad).plaintext) == 5 * KIB
    with pytest.raises(InvalidArgument):
        encrypt(ring, key, plaintext=b"p" * (5 * KIB + 1), **aad)
