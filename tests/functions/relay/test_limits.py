"""What streams are held to: how many, by whom, how slow; and what is left when one is ended."""

import json

import pytest

from emulators.seed import Partner
from shared.eu.auth.service.login_guard import FAILURES_PER_MINUTE
from shared.eu.relay.model.ending import Ending
from shared.eu.relay.server import event_stream
from tests.functions.callers import basic
from tests.functions.relay.platform import (
    MIB,
    STREAM_LIMIT,
    TRADES,
    Platform,
    headers_of,
    ids,
    not_reading,
    rest_of,
    swept,
    wait_for,
)


def test_a_key_holds_so_many_streams_and_no_more(platform: Platform) -> None:
    own, other = platform.partners
    opened = [platform.relay.ask(TRADES, headers_of(own)) for _ in range(STREAM_LIMIT)]
    try:
        with platform.stream(own) as refused:
            assert refused.status == 429
            assert refused.getheader("Retry-After") is not None
            assert json.loads(refused.read())["reason"] == "too_many_streams"
        with platform.stream(other) as admitted:
            assert admitted.status == 200
    finally:
        for connection, response in opened:
            response.close()
            connection.close()
    wait_for_a_slot(platform, own)


def wait_for_a_slot(platform: Platform, partner: Partner) -> None:
    for _ in range(1_000):
        with platform.stream(partner) as response:
            if response.status == 200:
                return
    raise AssertionError("a closed stream still counts")


def test_a_revoked_key_loses_its_open_streams(platform: Platform) -> None:
    own, other = platform.partners
    with platform.stream(own) as response, platform.stream(other) as kept:
        platform.revoke(own)
        platform.clock.advance_ms(1_001)
        assert b": the credentials are no longer valid\n" in response.read()
        with platform.stream(own) as refused:
            assert refused.status == 401
        assert platform.page(other) == ids(kept, 1)


def test_a_revoked_key_that_has_failed_too_often_loses_its_open_streams(platform: Platform) -> None:
    own = platform.partners[0]
    with platform.stream(own) as response:
        wrong = basic(own.api_key, "0" * 64)
        for status in [401] * FAILURES_PER_MINUTE + [429]:
            connection, refused = platform.relay.ask(TRADES, wrong)
            connection.close()
            assert refused.status == status
        platform.revoke(own)
        platform.clock.advance_ms(1_001)
        assert b": the credentials are no longer valid\n" in response.read()


def test_a_token_that_cannot_read_opens_no_stream(platform: Platform) -> None:
    own = platform.partners[0]
    for scopes, status in (("read", "write"), 200), (("write",), 403):
        connection, response = platform.relay.ask(TRADES, platform.token(own, *scopes))
        assert response.status == status
        if status == 403:
            assert json.loads(response.read())["reason"] == "insufficient_scope"
        connection.close()


@pytest.mark.parametrize("platform", [{"RATE_LIMIT_PER_MINUTE": "2"}], indirect=True)
def test_a_partner_may_not_ask_too_often(platform: Platform) -> None:
    own, other = platform.partners
    for partner, status in (own, 200), (own, 200), (own, 429), (other, 200):
        with platform.stream(partner) as response:
            assert response.status == status
            if status == 429:
                assert json.loads(response.read())["reason"] == "rate_limited"


def test_another_partners_account_is_no_filter(platform: Platform) -> None:
    own, other = platform.partners
    with platform.stream(own, f"?id={other.accounts[0]}") as response:
        assert (response.status, json.loads(response.read())["reason"]) == (404, "not_found")


@pytest.mark.parametrize("platform", [{"STREAM_AGE_MAX_MS": "600"}], indirect=True)
def test_an_old_stream_ends_whole_unless_it_has_a_bound(platform: Platform) -> None:
    own = platform.partners[0]
    with platform.stream(own) as response:
        assert response.read().endswith(
            b": the connection is renewed, please connect again\n\nretry: 1000\n\n"
        )
    with platform.stream(own, f"?since_id={'0' * 26}&until_id=7{'Z' * 25}") as response:
        assert b"please connect again" in rest_of(response)


def test_who_takes_nothing_at_the_end_gives_its_place_back(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(event_stream, "LAST_WORDS_S", 0)
    own = platform.partners[0]
    with not_reading(platform, own):
        for _ in range(12):
            platform.page(own, 1, pad=MIB // 2)
        hub = platform.relay.services.hub
        platform.relay.call(lambda: hub.end_all(Ending.GOING_AWAY))
        wait_for(lambda: not platform.slots_taken)


def test_who_stops_reading_and_goes_on_has_missed_nothing(platform: Platform) -> None:
    own = platform.partners[0]
    with not_reading(platform, own) as response:
        written = [event for _ in range(12) for event in platform.page(own, 1, pad=MIB // 2)]
        assert ids(response, len(written)) == written
        assert platform.page(own) == ids(response, 1)


def test_who_reads_too_slowly_is_told_and_cut(platform: Platform) -> None:
    own = platform.partners[0]
    with not_reading(platform, own) as response, platform.stream(own) as other:
        written = [event for _ in range(12) for event in platform.page(own, 1, pad=MIB // 2)]
        assert ids(other, len(written)) == written
        platform.clock.advance_ms(12_000)  # a sign of life finds out who is full
        swept(platform)
        platform.clock.advance_ms(30_000)
        swept(platform)
        text = rest_of(response)
    heard = text.count(b"\nid: ")
    assert 0 < heard < len(written)
    lost = len(written) - heard
    assert text.endswith(f": you are reading too slowly, dropped {lost} messages\n\n".encode())
