from datetime import date, timedelta

import pytest

from shared.core import ecb_rates
from shared.core.ecb_rates import EcbRate, NoRate


def test_the_latest_rate_is_in_millionths_of_a_dollar() -> None:
    assert ecb_rates.latest() == (date(2026, 4, 13), 1_168_400)


def test_a_day_has_the_rate_published_on_it() -> None:
    assert ecb_rates.on(date(2026, 4, 10)) == EcbRate(date(2026, 4, 10), 1_171_100)


def test_a_day_without_publication_has_the_rate_before() -> None:
    assert ecb_rates.on(date(2026, 4, 12)) == ecb_rates.on(date(2026, 4, 10))
    assert ecb_rates.on(date(2030, 1, 1)) == ecb_rates.latest()


def test_no_rate_is_guessed_before_the_first() -> None:
    first = date(2023, 1, 2)
    assert ecb_rates.on(first) == (first, 1_068_300)
    with pytest.raises(NoRate):
        ecb_rates.on(first - timedelta(days=1))


def test_every_rate_of_the_file_is_plausible_and_in_order() -> None:
    rates = [ecb_rates.on(date(2023, 1, 2) + timedelta(days=day)) for day in range(1_198)]
    assert rates == sorted(rates)
    assert len(set(rates)) == 836
    assert all(1_000_000 < rate.usd_per_eur < 1_250_000 for rate in rates)
