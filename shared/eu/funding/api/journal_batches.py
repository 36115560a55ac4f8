"""What a batch of journals answers: each journal, and why one was refused after all."""

from collections.abc import Sequence
from typing import Any

from shared.core.reasons import REASONS
from shared.eu.funding.model.journal import journal_view
from shared.eu.funding.service.journals import Executed


def batch_view(executed: Sequence[Executed]) -> list[dict[str, Any]]:
    """Render the journals of a batch in Alpaca's shape."""
    return [
        {
            **journal_view(each.journal),
            "error_message": REASONS[each.refusal].message if each.refusal else "",
        }
        for each in executed
    ]
