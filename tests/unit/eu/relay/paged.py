"""Pages as the relay reads them, for its tests."""

from shared.eu.relay.model.page import Page, PagedEvent, TopicKey

KEY = TopicKey("ACME", "trades")


def event(
    position: int, body: str = "{}", account_id: str = "a", at: str = "2026-11-25"
) -> PagedEvent:
    """Build the event of a position; its id rises with it."""
    return PagedEvent(f"{position:026d}", position, account_id, at, body)


def page(number: int, *positions: int) -> Page:
    """Build a page of events at these positions."""
    return Page(KEY, number, tuple(event(position) for position in positions))
