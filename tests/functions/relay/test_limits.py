"""What streams are held to: how many, by whom, how slow; and what is left when one is ended."""

import json

from emulators.seed import Partner
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
