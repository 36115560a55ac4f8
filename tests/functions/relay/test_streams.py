"""Streams of the relay: each partner's own, whole from any cursor on, ended where they end."""

import json
import socket
import threading
from http.client import HTTPResponse

import pytest

from shared.core.documents import Delete
from shared.eu.relay.model.window import GRACE_MS
from tests.functions.relay.platform import (
    AT,
    TRADES,
    WAIT_S,
    Platform,
    broken_page,
    headers_of,
    ids,
    record,
    rest_of,
    wait_for,
)
from tests.functions.running_relay import ADDRESS


def test_everybody_sees_his_own_events_alone(platform: Platform) -> None:
    own, other = platform.partners
    with platform.stream(own) as first, platform.stream(other) as second:
        theirs = platform.page(other, events=2)
        ours = platform.page(own, events=3)
        more = platform.page(other)
        assert ids(first, 3) == ours
        assert ids(second, 3) == theirs + more
    with platform.stream(own, f"?since_id={'0' * 26}&until_id={ours[-1]}") as response:
        assert response.read().count(b"data: ") == 3


def test_an_account_is_a_filter(platform: Platform) -> None:
    own = platform.partners[0]
    with platform.stream(own, f"?id={own.accounts[0]}") as response:
        written = platform.page(own, events=4)
        assert ids(response, 2) == written[1::2]


def test_a_resume_goes_on_after_its_cursor_and_then_live(platform: Platform) -> None:
    own = platform.partners[0]
    written = [event for _ in range(7) for event in platform.page(own, events=3)]
    with platform.stream(own, f"?since_id={written[3]}") as response:
        assert ids(response, 17) == written[4:]
        assert platform.page(own) == ids(response, 1)


def test_a_resume_at_a_relay_that_is_behind_repeats_nothing(platform: Platform) -> None:
    own = platform.partners[0]
    with platform.stream(own):
        seen_elsewhere = platform.page(own, events=2, is_told=False)
        with platform.stream(own, f"?since_id={seen_elsewhere[-1]}") as response:
            assert platform.page(own) == ids(response, 1)


@pytest.mark.parametrize("until", [12, 99])
def test_a_bounded_stream_of_a_relay_that_is_behind_is_whole(
    platform: Platform, until: int
) -> None:
    own = platform.partners[0]
    with platform.stream(own):
        for _ in range(6):
            platform.page(own, events=2, is_told=False)
        bounds = f"?since_id={'0' * 26}&until_id={until:026d}"
        with platform.stream(own, bounds) as response:
            assert response.read().count(b"data: ") == 12


def test_a_bound_in_time_waits_for_what_has_happened_and_is_in_no_page_yet(
    platform: Platform,
) -> None:
    own, other = platform.partners
    record(platform, own)
    record(platform, other)
    platform.clock.advance_ms(GRACE_MS + 1)
    bounds, looks = f"?since={AT}&until={AT}", platform.documents.counters.queries
    looks_before = looks["events"]
    with platform.stream(own, bounds) as response:
        wait_for(lambda: looks["events"] > looks_before)
        assert platform.sequence() == 2
        assert response.read().count(b"data: ") == 1


def test_a_bound_in_time_does_not_wait_for_what_has_happened_since(platform: Platform) -> None:
    own = platform.partners[0]
    record(platform, own)
    platform.sequence()
    platform.clock.advance_ms(GRACE_MS + 1)
    record(platform, own)
    with platform.stream(own, f"?since={AT}&until={AT}") as response:
        assert response.read().count(b"data: ") == 1


def test_every_cut_and_resume_misses_nothing_while_pages_are_written(platform: Platform) -> None:
    own, written, heard = platform.partners[0], [], list[str]()
    first = platform.page(own)

    def write() -> None:
        for _ in range(60):
            written.extend(platform.page(own, events=2, pad=500))

    writer = threading.Thread(target=write)
    writer.start()
    for count in (1, 3, 7, 20, 30, 59):
        with platform.stream(own, f"?since_id={(first + heard)[-1]}") as response:
            heard += ids(response, count)
    writer.join(WAIT_S)
    assert heard == written


def test_an_idle_stream_beats_and_ends_by_its_bound(platform: Platform) -> None:
    own = platform.partners[0]
    written = platform.page(own, events=2)
    with platform.stream(own, "?since_id=" + "0" * 26) as response:
        assert ids(response, 2) == written
        platform.clock.advance_ms(200)
        while b"heartbeat" not in response.readline():
            pass
    bounds = f"?since_id={'0' * 26}&until_id={written[0]}"
    with platform.stream(own, bounds) as response:
        assert response.status == 200
        assert response.read().endswith(b"\n\n")


def test_events_that_are_kept_no_more_are_named(platform: Platform) -> None:
    own = platform.partners[0]
    first, second = platform.page(own), platform.page(own)
    path = f"event_pages/{own.correspondent}:trades:{1:010d}"
    (seen,) = platform.documents.get([path])
    platform.documents.commit([Delete(path, seen.token)])
    with platform.stream(own, f"?since_id={'0' * 26}") as response:
        assert response.getheader("Earliest-Event-Id") == second[0]
        assert ids(response, 1) == second
    with platform.stream(own, f"?since_id={first[0]}") as response:
        assert ids(response, 1) == second


def test_a_page_that_cannot_be_read_ends_its_streams_and_the_next_begin_anew(
    platform: Platform, capfd: pytest.CaptureFixture[str]
) -> None:
    own, other = platform.partners
    with platform.stream(own) as response, platform.stream(other) as kept:
        with broken_page(platform, own):
            assert rest_of(response).endswith(b": internal server error\n\n")
        written = platform.page(own)
        with platform.stream(own, f"?since_id={'0' * 26}") as again:
            assert ids(again, 2)[1:] == written
        assert platform.page(other) == ids(kept, 1)
    assert '"ERROR", "message": "topic failed"' in capfd.readouterr().err


def test_an_old_page_that_cannot_be_read_ends_who_asks_for_it_alone(platform: Platform) -> None:
    own = platform.partners[0]
    platform.page(own)
    with broken_page(platform, own):
        last = platform.page(own)
        with platform.stream(own) as live:
            with platform.stream(own, f"?since_id={'0' * 26}") as response:
                assert rest_of(response).endswith(b": internal server error\n\n")
            assert platform.page(own) == ids(live, 1)
    with platform.stream(own, f"?since_id={'0' * 26}") as response:
        assert ids(response, 3)[2:] == last


def test_what_has_no_chunks_is_told_to_come_by_a_later_http(platform: Platform) -> None:
    with socket.create_connection((ADDRESS, platform.relay.port), WAIT_S) as client:
        headers = headers_of(platform.partners[0]).items()
        lines = [f"GET {TRADES} HTTP/1.0", *(f"{name}: {value}" for name, value in headers)]
        client.sendall("\r\n".join([*lines, "", ""]).encode())
        response = HTTPResponse(client)
        response.begin()
        assert (response.status, response.getheader("Upgrade")) == (426, "HTTP/1.1, websocket")
        assert json.loads(response.read())["reason"] == "upgrade_required"
