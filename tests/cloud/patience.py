"""Repeat what may be repeated and wait for what comes, with growing pauses."""

from typing import Any

from test_utils.retry import RetryErrors, RetryResult

from tests.e2e.alpaca_client import APIError

TRIES_MAX = 7
"""Half a second, one, two, …: about a minute in all."""
RETRYABLE_STATUS = 503


def patiently(call: Any) -> Any:
    """Repeat a call that may be repeated, while the platform says that it may."""
    return RetryErrors(APIError, _is_retryable, TRIES_MAX, delay=0.5)(call)  # type: ignore[no-untyped-call]


def until(call: Any, is_reached: Any) -> Any:
    """Repeat a look until it shows what is waited for.

    Raises BackoffFailed.
    """
    return RetryResult(is_reached, TRIES_MAX, delay=0.5)(call)  # type: ignore[no-untyped-call]


def _is_retryable(error: APIError) -> bool:
    return bool(error.status_code == RETRYABLE_STATUS)
