"""Documents in chunks: nothing of them can be changed, cut, reordered or moved (R-636)."""

import pytest

from shared.eu.vault.model.field_cipher import DataKey, Place, Undecipherable
from shared.eu.vault.model.sealed_object import CHUNK_BYTES, seal_object, unseal_object

KEY = DataKey("dek_1", bytes(range(32)))
PLACE = Place("sub_01", "documents", "doc_1")
PREFIX = bytes(range(7))
SIZES = [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES]
HEADER = 8
SEALED_CHUNK = CHUNK_BYTES + 16


@pytest.mark.parametrize("size", SIZES)
def test_a_document_comes_back_as_it_was(size: int) -> None:
    data = bytes(number % 251 for number in range(size))
    sealed = seal_object(KEY, PLACE, data, PREFIX)
    assert unseal_object(KEY, PLACE, sealed) == data
    assert size < 16 or data[:16] not in sealed


def test_a_document_that_was_touched_is_refused() -> None:
    sealed = seal_object(KEY, PLACE, bytes(2 * CHUNK_BYTES + 5), PREFIX)
    first, second = sealed[HEADER : HEADER + SEALED_CHUNK], sealed[HEADER + SEALED_CHUNK :]
    broken = [
        b"",
        sealed[:HEADER],
        b"\x02" + sealed[1:],
        sealed[:-1],
        sealed + b"\x00",
        sealed[: HEADER + SEALED_CHUNK],  # cut after a whole chunk
        sealed[: HEADER + 2 * SEALED_CHUNK],
        sealed[:HEADER] + second[:SEALED_CHUNK] + first + second[SEALED_CHUNK:],
        sealed[:100] + bytes([sealed[100] ^ 1]) + sealed[101:],
    ]
    for attempt in broken:
        with pytest.raises(Undecipherable):
            unseal_object(KEY, PLACE, attempt)


@pytest.mark.parametrize(
    "place", [Place("sub_02", "documents", "doc_1"), Place("sub_01", "documents", "doc_2")]
)
def test_a_document_that_was_moved_is_refused(place: Place) -> None:
    sealed = seal_object(KEY, PLACE, b"passport", PREFIX)
    with pytest.raises(Undecipherable):
        unseal_object(KEY, place, sealed)


def test_a_short_prefix_is_refused() -> None:
    with pytest.raises(ValueError, match="7 bytes"):
        seal_object(KEY, PLACE, b"", bytes(6))
