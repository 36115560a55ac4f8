"""The services are built over the cloud's drivers without a connection."""

from dataclasses import replace

import pytest

from shared.core.messages import Delivery
from shared.gcp.settings import Settings
from shared.us.marketdata import wiring as marketdata_wiring
from shared.us.orders import wiring as orders_wiring
from tests.unit.us.region import EU_SIGNER

SETTINGS = Settings(
    project="two-ledger-us",
    database="omnibus",
    firestore_host="127.0.0.1:1",
    pubsub_host="127.0.0.1:1",
    border_key_id="us-1",
    border_signing_seed=bytes(32),
    border_peer_keys={"eu-1": EU_SIGNER.public_key_hex()},
    market_hours="always",
    quote_age_max_ms=15_000,
    rate_limit_per_minute=1_000,
)


def test_orders_take_their_settings() -> None:
    intake = orders_wiring.build(SETTINGS)
    assert intake.opener.verifier.keys.keys() == {"eu-1"}
    assert intake.desk.reports.signer.key_id == "us-1"
    assert intake.desk.quotes.age_max_ms == 15_000
    assert intake.desk.hours is orders_wiring.HOURS["always"]


def test_unknown_market_hours_stop_the_start() -> None:
    with pytest.raises(KeyError):
        orders_wiring.build(replace(SETTINGS, market_hours="sometimes"))


def test_other_jobs_touch_nothing() -> None:
    ticker = marketdata_wiring.build(SETTINGS)
    ticker.handle_job(Delivery(b'{"job":"sweep"}', {}, "1"))


def test_what_is_observed_is_logged_as_a_reason(capsys: pytest.CaptureFixture[str]) -> None:
    orders_wiring.observe("message quarantined", "expired")
    marketdata_wiring.observe("tick failed", "Unavailable")
    lines = capsys.readouterr().err.splitlines()
    assert '"reason": "expired"' in lines[0]
    assert '"function": "marketdata"' in lines[1]
