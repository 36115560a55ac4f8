"""Each region's functions get their own project and keys that the other side can check."""

import pytest

from emulators.environment import key_environment, router_environments
from emulators.kms import key_list
from shared.border.signing import Signer, Verifier
from shared.gcp.settings import read


def test_either_side_verifies_what_the_other_signs() -> None:
    settings = {
        name: read(environment)
        for name, environment in router_environments("127.0.0.1:1", "127.0.0.1:2").items()
    }
    for own, peer in ((settings["eu"], settings["us"]), (settings["us"], settings["eu"])):
        signer = Signer.from_seed(own.border_key_id, own.border_signing_seed)
        verifier = Verifier.from_hex(peer.border_peer_keys)
        verifier.verify(signer.key_id, signer.sign(b"data"), b"data")
    assert settings["eu"].border_signing_seed != settings["us"].border_signing_seed


def test_regions_have_projects_and_databases_of_their_own() -> None:
    environments = router_environments("127.0.0.1:1", "127.0.0.1:2")
    assert (environments["eu"]["PROJECT"], environments["eu"]["DATABASE"]) == (
        "two-ledger-eu",
        "ledger",
    )
    assert (environments["us"]["PROJECT"], environments["us"]["DATABASE"]) == (
        "two-ledger-us",
        "omnibus",
    )


def test_keys_are_new_at_every_start() -> None:
    first, second = (router_environments("h:1", "h:2")["eu"] for _ in range(2))
    assert first["BORDER_SIGNING_SEED"] != second["BORDER_SIGNING_SEED"]


def test_market_hours_are_always_open_unless_told_otherwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("MARKET_HOURS", raising=False)
    assert router_environments("h:1", "h:2")["us"]["MARKET_HOURS"] == "always"
    monkeypatch.setenv("MARKET_HOURS", "real")
    assert router_environments("h:1", "h:2")["us"]["MARKET_HOURS"] == "real"


def test_functions_that_use_keys_are_told_where_they_are() -> None:
    base = router_environments("h:1", "h:2")["eu"]
    settings = read(base | key_environment("127.0.0.1:3", key_list.read()))
    assert settings.kms_host == "127.0.0.1:3"
    assert (settings.kms_location, settings.kms_key_ring) == ("europe-southwest1", "two-ledger")
