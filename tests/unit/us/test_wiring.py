"""The services are built over the cloud's drivers without a connection."""

import json
from dataclasses import replace

import pytest

from shared.core.messages import Delivery
from shared.gcp.settings import read
from shared.us.marketdata import wiring as marketdata_wiring
from shared.us.orders import wiring as orders_wiring
from tests.unit.us.region import EU_SIGNER

SETTINGS = read(
    {
        "PROJECT": "two-ledger-us",
        "DATABASE": "omnibus",
        "FIRESTORE_EMULATOR_HOST": "127.0.0.1:1",
        "PUBSUB_EMULATOR_HOST": "127.0.0.1:1",
        "BORDER_KEY_ID": "us-1",
        "BORDER_SIGNING_SEED": "00" * 32,
        "BORDER_PEER_KEYS": json.dumps({"eu-1": EU_SIGNER.public_key_hex()}),
        "MARKET_HOURS": "always",
    }
)


def test_orders_take_their_settings() -> None:
    orders = orders_wiring.build(SETTINGS)
    assert orders.border.opener.verifier.keys.keys() == {"eu-1"}
    assert orders.ticks.opener.verifier.keys.keys() == {"us-1"}
    assert orders.border.desk.reports.signer.key_id == "us-1"
    assert orders.border.desk.market.quotes.age_max_ms == 15_000
    assert orders.border.desk.market.hours is orders_wiring.HOURS["always"]


def test_unknown_market_hours_stop_the_start() -> None:
    with pytest.raises(KeyError):
        orders_wiring.build(replace(SETTINGS, market_hours="sometimes"))


def test_other_jobs_touch_nothing() -> None:
    for data in (b'{"job":"sweep"}', b"[]", b"{"):
        marketdata_wiring.build(SETTINGS).handle_job(Delivery(data, {}, "1"))
        orders_wiring.build(SETTINGS).jobs.handle(Delivery(data, {}, "1"))


def test_what_is_observed_is_logged_as_a_reason(capsys: pytest.CaptureFixture[str]) -> None:
    orders_wiring.observe("message quarantined", "expired")
    marketdata_wiring.observe("tick failed", "Unavailable")
    lines = capsys.readouterr().err.splitlines()
    assert '"reason": "expired"' in lines[0]
    assert '"function": "marketdata"' in lines[1]
