"""Fixtures of the order path."""

import pytest

from tests.unit.eu.orders.order_path import OrderPath


@pytest.fixture
def path() -> OrderPath:
    """Return an order path whose account is funded."""
    return OrderPath()
