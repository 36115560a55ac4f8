"""The Cloud KMS driver before a service that fails or answers wrongly."""

import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import grpc
import pytest
from google.cloud.kms_v1 import types as kms_types

from shared.core.errors import KeyRefused, Unavailable
from shared.core.keys import Keys
from shared.gcp.crc32c import crc32c
from shared.gcp.keys import REFUSALS, KmsKeys
from tests.contract.failing_server import SECRET, FailingServer

RING = "projects/p/locations/europe-southwest1/keyRings/vault/cryptoKeys"
CALLS: dict[str, Callable[[Keys], bytes]] = {
    "Encrypt": lambda keys: keys.encrypt("vault", SECRET.encode(), b"aad"),
    "Decrypt": lambda keys: keys.decrypt("vault", b"ciphertext", b"aad"),
    "MacSign": lambda keys: keys.mac("index", SECRET.encode()),
    "AsymmetricSign": lambda keys: keys.sign("token/2", SECRET.encode()),
    "GetPublicKey": lambda keys: keys.public_key("token"),
    "GenerateRandomBytes": lambda keys: keys.random_bytes(8),
}
SOUND: dict[str, dict[str, Any]] = {
    "Encrypt": {
        "ciphertext": b"answer",
        "ciphertext_crc32c": crc32c(b"answer"),
        "verified_plaintext_crc32c": True,
        "verified_additional_authenticated_data_crc32c": True,
    },
    "Decrypt": {"plaintext": b"answer", "plaintext_crc32c": crc32c(b"answer")},
    "MacSign": {
        "name": f"{RING}/index/cryptoKeyVersions/1",
        "mac": b"answer",
        "mac_crc32c": crc32c(b"answer"),
        "verified_data_crc32c": True,
    },
    "AsymmetricSign": {
        "name": f"{RING}/token/cryptoKeyVersions/2",
        "signature": b"answer",
        "signature_crc32c": crc32c(b"answer"),
        "verified_digest_crc32c": True,
    },
    "GetPublicKey": {
        "name": f"{RING}/token/cryptoKeyVersions/1",
        "pem": "answer",
        "pem_crc32c": crc32c(b"answer"),
    },
    "GenerateRandomBytes": {"data": b"answer--", "data_crc32c": crc32c(b"answer--")},
}

SENT: dict[str, tuple[str, ...]] = {
    "Encrypt": ("plaintext", "additional_authenticated_data"),
    "Decrypt": ("ciphertext", "additional_authenticated_data"),
    "MacSign": ("data",),
    "AsymmetricSign": (),
    "GetPublicKey": (),
    "GenerateRandomBytes": (),
}


class ScriptedService(grpc.GenericRpcHandler):  # type: ignore[misc]  # grpc is untyped
    """Answers every call with what the test has put there, checking the sums that were sent."""

    def __init__(self) -> None:
        self.answers = {name: dict(answer) for name, answer in SOUND.items()}
        self.host = ""

    def service(self, details: Any) -> Any:
        name = details.method.rpartition("/")[2]
        if name == "GetPublicKey":
            answer_type = kms_types.PublicKey
        else:
            answer_type = getattr(kms_types, f"{name}Response")
        request_type = getattr(kms_types, f"{name}Request")

        def answer(request: Any, context: Any) -> Any:
            assert_sums_fit(name, request)
            return answer_type(self.answers[name])

        return grpc.unary_unary_rpc_method_handler(
            answer, request_type.deserialize, answer_type.serialize
        )


def assert_sums_fit(name: str, request: Any) -> None:
    """Check that every part that was sent came with its sum."""
    for part in SENT[name]:
        assert getattr(request, f"{part}_crc32c") == crc32c(getattr(request, part))
    if name == "AsymmetricSign":
        assert request.digest_crc32c == crc32c(request.digest.sha256)


@pytest.fixture
def scripted() -> Iterator[ScriptedService]:
    service = ScriptedService()
    server = grpc.server(ThreadPoolExecutor(2), handlers=[service])
    service.host = f"127.0.0.1:{server.add_insecure_port('127.0.0.1:0')}"
    server.start()
    yield service
    server.stop(None).wait()


def keys_at(host: str, timeout_ms: int = 5_000) -> KmsKeys:
    return KmsKeys("p", "europe-southwest1", "vault", host, timeout_ms)


def test_the_checksum_is_crc32c() -> None:
    assert crc32c(b"123456789") == 0xE3069283
    assert crc32c(b"") == 0
    assert crc32c(bytes(32)) == 0x8A9136AA


@pytest.mark.parametrize("name", CALLS)
def test_a_sound_answer_is_taken(scripted: ScriptedService, name: str) -> None:
    assert CALLS[name](keys_at(scripted.host)).startswith(b"answer")


def damages() -> list[tuple[str, str, object]]:
    return [
        (name, field, False if value is True else f"{value}x" if field == "name" else 1)
        for name, answer in SOUND.items()
        for field, value in answer.items()
        if field == "name" or field.endswith("crc32c")
    ]


@pytest.mark.parametrize(("name", "field", "wrong"), damages())
def test_a_damaged_answer_is_unavailable(
    scripted: ScriptedService, name: str, field: str, wrong: object
) -> None:
    scripted.answers[name][field] = wrong
    with pytest.raises(Unavailable, match="damaged"):
        CALLS[name](keys_at(scripted.host))
    del scripted.answers[name][field]
    with pytest.raises(Unavailable, match="damaged"):
        CALLS[name](keys_at(scripted.host))


def test_fewer_random_bytes_than_asked_are_unavailable(scripted: ScriptedService) -> None:
    scripted.answers["GenerateRandomBytes"] = {"data": b"a", "data_crc32c": crc32c(b"a")}
    with pytest.raises(Unavailable, match="damaged"):
        keys_at(scripted.host).random_bytes(8)


@pytest.mark.parametrize("status", [code for code in grpc.StatusCode if code.name != "OK"])
@pytest.mark.parametrize("name", CALLS)
def test_a_failed_call_is_refused_or_unavailable_and_quotes_nothing(
    failing: FailingServer, status: grpc.StatusCode, name: str
) -> None:
    failing.status = status
    with pytest.raises((KeyRefused, Unavailable)) as raised:
        CALLS[name](keys_at(failing.host))
    assert type(raised.value) is (KeyRefused if status in REFUSALS else Unavailable)
    assert str(raised.value) == status.name
    assert raised.value.__cause__ is raised.value.__context__ is None
    assert len(failing.calls) == 1


def test_the_refusals_are_those_that_do_not_pass_by_themselves() -> None:
    names = {code.name for code in grpc.StatusCode} - {code.name for code in REFUSALS}
    assert names == {
        "OK", "CANCELLED", "UNKNOWN", "DEADLINE_EXCEEDED", "ALREADY_EXISTS", "RESOURCE_EXHAUSTED",
        "ABORTED", "INTERNAL", "UNAVAILABLE", "DATA_LOSS",
    }  # fmt: skip


def test_a_service_that_does_not_answer_costs_one_deadline() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        keys = keys_at(f"127.0.0.1:{silent.getsockname()[1]}", timeout_ms=300)
        began = time.monotonic()
        with pytest.raises(Unavailable):
            keys.mac("index", b"data")
        assert time.monotonic() - began < 2
