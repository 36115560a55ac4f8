"""Where the sequencer's pages lie; their numbers are dense, so they are read by number (D11)."""

from shared.eu.relay.model.page import TopicKey


def page_path(key: TopicKey, number: int) -> str:
    """Return the path of a page of a stream."""
    return f"event_pages/{key.correspondent}:{key.stream}:{number:010d}"
