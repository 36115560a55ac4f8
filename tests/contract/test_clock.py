"""Time and randomness: what both forms give, and what only the twins promise (D17)."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from shared.core.clock import Clock, Entropy
from shared.gcp.clock import SystemClock, SystemEntropy
from shared.memory.clock import SeededEntropy, VirtualClock

START = datetime(2026, 3, 2, 14, 30, tzinfo=UTC)
CLOCKS: list[Callable[[], Clock]] = [SystemClock, lambda: VirtualClock(START)]
ENTROPIES: list[Callable[[], Entropy]] = [SystemEntropy, lambda: SeededEntropy("seed")]


@pytest.mark.parametrize("build", CLOCKS)
def test_a_sleeper_wakes_later(build: Callable[[], Clock]) -> None:
    clock = build()
    before = clock.now()
    clock.sleep_ms(20)
    assert before.tzinfo is UTC
    assert clock.now() - before >= timedelta(milliseconds=20)


def test_the_system_clock_tells_the_time() -> None:
    assert abs(SystemClock().now() - datetime.now(UTC)) < timedelta(seconds=5)


def test_a_virtual_clock_moves_only_when_it_is_moved() -> None:
    clock = VirtualClock(START)
    assert clock.now() == clock.now() == START
    clock.advance_ms(1_500)
    clock.sleep_ms(1)
    assert clock.now() == START + timedelta(milliseconds=1_501)
    with pytest.raises(ValueError, match="back"):
        clock.advance_ms(-1)


def test_others_run_while_somebody_sleeps() -> None:
    clock = VirtualClock(START)
    seen: list[tuple[int, datetime]] = []
    clock.on_sleep = lambda duration_ms: seen.append((duration_ms, clock.now()))
    clock.advance_ms(5)
    clock.sleep_ms(10)
    assert seen == [(10, START + timedelta(milliseconds=15))]


@pytest.mark.parametrize("build", ENTROPIES)
def test_a_token_has_its_length_and_is_new(build: Callable[[], Entropy]) -> None:
    entropy = build()
    tokens = [entropy.token_hex(16) for _ in range(200)]
    assert len(set(tokens)) == 200
    assert all(len(bytes.fromhex(token)) == 16 and token == token.lower() for token in tokens)
    assert len(entropy.token_hex(100)) == 200


@pytest.mark.parametrize("build", ENTROPIES)
def test_numbers_below_a_bound_are_spread_evenly(build: Callable[[], Entropy]) -> None:
    entropy = build()
    drawn = Counter(entropy.below(5) for _ in range(5_000))
    assert set(drawn) == set(range(5))
    assert all(800 < count < 1_200 for count in drawn.values())
    assert entropy.below(1) == 0
    with pytest.raises(ValueError, match="."):
        entropy.below(0)


def test_a_large_bound_is_filled() -> None:
    entropy = SeededEntropy("seed")
    bound = 10**30
    assert max(entropy.below(bound) for _ in range(100)) > bound // 2


def test_a_seed_replays_and_another_does_not() -> None:
    drawn = [
        [entropy.token_hex(5), entropy.below(10**9), entropy.token_hex(40)]
        for entropy in (SeededEntropy("1"), SeededEntropy("1"), SeededEntropy("2"))
    ]
    assert drawn[0] == drawn[1]
    assert not set(drawn[0]) & set(drawn[2])
