"""Message authentication codes."""

import hmac
from typing import Any

import pytest
from google.api_core.exceptions import FailedPrecondition, InvalidArgument, NotFound

from shared.gcp.crc32c import crc32c
from tests.contract.kms.running import Ring, set_state

DATA = b"ana@example.com"


def version_of(ring: Ring, name: str, purpose: str = "MAC") -> str:
    return f"{ring.key(name, purpose)}/cryptoKeyVersions/1"


def test_a_code_is_of_its_key_and_data_alone(ring: Ring) -> None:
    index, other = version_of(ring, "index"), version_of(ring, "other")
    signed = ring.client.mac_sign(
        request={"name": index, "data": DATA, "data_crc32c": crc32c(DATA)}
    )
    assert (signed.name, len(signed.mac)) == (index, 32)
    assert signed.verified_data_crc32c
    assert signed.mac_crc32c == crc32c(signed.mac)
    assert ring.client.mac_sign(name=index, data=DATA).mac == signed.mac
    assert ring.client.mac_sign(name=index, data=DATA + b" ").mac != signed.mac
    assert ring.client.mac_sign(name=other, data=DATA).mac != signed.mac
    assert signed.mac != hmac.digest(b"", DATA, "sha256")


def test_versions_have_codes_of_their_own(ring: Ring) -> None:
    first = version_of(ring, "index")
    key = first.rpartition("/cryptoKeyVersions/")[0]
    second = ring.client.create_crypto_key_version(parent=key, crypto_key_version={}).name
    codes = [ring.client.mac_sign(name=name, data=DATA).mac for name in (first, second)]
    assert codes[0] != codes[1]


def test_a_code_is_verified(ring: Ring) -> None:
    index = version_of(ring, "index")
    code = ring.client.mac_sign(name=index, data=DATA).mac
    sums = {"data_crc32c": crc32c(DATA), "mac_crc32c": crc32c(code)}
    request: dict[str, Any] = {"name": index, "data": DATA, "mac": code}
    good = ring.client.mac_verify(request=request | sums)
    assert good.success and good.verified_success_integrity
    assert good.verified_data_crc32c and good.verified_mac_crc32c

    for wrong in ({"data": b"other"}, {"mac": bytes(32)}, {"mac": code[:-1]}, {"mac": b""}):
        bad = ring.client.mac_verify(request=request | wrong)
        assert not bad.success and not bad.verified_success_integrity
        assert not bad.verified_data_crc32c and not bad.verified_mac_crc32c


def test_a_wrong_checksum_is_refused(ring: Ring) -> None:
    index = version_of(ring, "index")
    with pytest.raises(InvalidArgument):
        ring.client.mac_sign(request={"name": index, "data": DATA, "data_crc32c": 1})
    for field in ("data_crc32c", "mac_crc32c"):
        with pytest.raises(InvalidArgument):
            ring.client.mac_verify(
                request={"name": index, "data": DATA, "mac": bytes(32), field: 1}
            )


def test_only_an_enabled_version_of_a_mac_key_will_do(ring: Ring) -> None:
    index, vault = version_of(ring, "index"), version_of(ring, "vault", "ENCRYPT_DECRYPT")
    with pytest.raises(FailedPrecondition, match="purpose"):
        ring.client.mac_sign(name=vault, data=DATA)
    with pytest.raises(InvalidArgument):
        ring.client.mac_sign(name=index.rpartition("/cryptoKeyVersions/")[0], data=DATA)
    with pytest.raises(NotFound):
        ring.client.mac_sign(name=index[:-1] + "2", data=DATA)
    set_state(ring.client, index, "DISABLED")
    with pytest.raises(FailedPrecondition, match="DISABLED"):
        ring.client.mac_sign(name=index, data=DATA)
    with pytest.raises(FailedPrecondition, match="DISABLED"):
        ring.client.mac_verify(name=index, data=DATA, mac=bytes(32))


def test_data_has_a_limit(ring: Ring) -> None:
    index = version_of(ring, "index")
    assert ring.client.mac_sign(name=index, data=bytes(64 * 1024)).mac
    with pytest.raises(InvalidArgument):
        ring.client.mac_sign(name=index, data=bytes(64 * 1024 + 1))
