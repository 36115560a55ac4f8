"""Key rings, as the reference of google.cloud.kms.v1 describes them."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from google.api_core.exceptions import AlreadyExists, InvalidArgument, NotFound

from tests.contract.kms.running import LOCATION, Ring


def test_a_new_key_ring_is_found_under_its_name(client: Any) -> None:
    ring_id = f"ring-{uuid4().hex[:12]}"
    created = client.create_key_ring(parent=LOCATION, key_ring_id=ring_id, key_ring={})
    assert created.name == f"{LOCATION}/keyRings/{ring_id}"
    assert abs(datetime.now(UTC) - created.create_time) < timedelta(minutes=1)
    assert client.get_key_ring(name=created.name) == created


def test_a_key_ring_cannot_be_created_twice(ring: Ring) -> None:
    ring_id = ring.name.rpartition("/")[2]
    with pytest.raises(AlreadyExists):
        ring.client.create_key_ring(parent=LOCATION, key_ring_id=ring_id, key_ring={})


def test_an_unknown_key_ring_is_not_found(ring: Ring) -> None:
    with pytest.raises(NotFound):
        ring.client.get_key_ring(name=f"{ring.name}-2")
    with pytest.raises(NotFound):
        ring.client.list_crypto_keys(parent=f"{ring.name}-2")


@pytest.mark.parametrize("ring_id", ["", "a" * 64, "a b", "a/b", "..", "ä"])
def test_an_id_has_one_to_sixty_three_letters_digits_or_hyphens(client: Any, ring_id: str) -> None:
    with pytest.raises(InvalidArgument):
        client.create_key_ring(parent=LOCATION, key_ring_id=ring_id, key_ring={})


@pytest.mark.parametrize("parent", ["", "projects/p", "projects/p/locations/../..", "x/p/y/l"])
def test_a_parent_is_a_location(client: Any, parent: str) -> None:
    with pytest.raises(InvalidArgument):
        client.create_key_ring(parent=parent, key_ring_id="ring", key_ring={})


def test_key_rings_are_listed_page_by_page(client: Any) -> None:
    location = f"projects/{uuid4().hex[:12]}/locations/l"
    for ring_id in ("b", "a", "e", "c", "d"):
        client.create_key_ring(parent=location, key_ring_id=ring_id, key_ring={})
    pager = client.list_key_rings(request={"parent": location, "page_size": 2})
    assert (len(pager.key_rings), pager.total_size) == (2, 5)
    assert [ring.name for ring in pager] == [f"{location}/keyRings/{name}" for name in "abcde"]
    assert list(client.list_key_rings(parent=f"{location}2")) == []


@pytest.mark.parametrize("token", ["x", "-1", "0", "99"])
def test_a_page_token_is_one_that_was_given_out(ring: Ring, token: str) -> None:
    with pytest.raises(InvalidArgument):
        ring.client.list_crypto_keys(request={"parent": ring.name, "page_token": token})
