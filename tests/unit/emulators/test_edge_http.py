"""Headers that the edge lets back."""

import pytest

from emulators.edge_http import returned


@pytest.mark.parametrize("name", ["X-Request-Id", "X-Request-ID", "x-request-id"])
def test_the_functions_request_id_is_left_to_the_edge_to_give_once(name: str) -> None:
    kept = returned({name: "12345678", "Content-Type": "application/json"})
    assert [each for each in kept if each.lower() == "x-request-id"] == []
    assert kept["Content-Type"] == "application/json"
