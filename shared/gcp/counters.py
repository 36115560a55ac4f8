"""This process's port counters; the local router shows them, the budget is held against them."""

from shared.core.counters import Counters

COUNTERS = Counters()
