"""Random bytes of a location."""

from typing import Any

import pytest
from google.api_core.exceptions import InvalidArgument

from shared.gcp.crc32c import crc32c
from tests.contract.kms.running import LOCATION


def draw(client: Any, **fields: Any) -> Any:
    request = {"location": LOCATION, "length_bytes": 32, "protection_level": "HSM"}
    return client.generate_random_bytes(request=request | fields)


@pytest.mark.parametrize("count", [8, 32, 1024])
def test_bytes_are_many_new_and_summed(client: Any, count: int) -> None:
    first, second = (draw(client, length_bytes=count) for _ in range(2))
    assert len(first.data) == len(second.data) == count
    assert first.data != second.data
    assert first.data_crc32c == crc32c(first.data)


@pytest.mark.parametrize(
    "fields",
    [
        {"length_bytes": 7},
        {"length_bytes": 1025},
        {"length_bytes": -1},
        {"protection_level": "SOFTWARE"},
        {"location": "projects/p"},
    ],
)
def test_what_cannot_be_drawn_is_refused(client: Any, fields: dict[str, Any]) -> None:
    with pytest.raises(InvalidArgument):
        draw(client, **fields)
