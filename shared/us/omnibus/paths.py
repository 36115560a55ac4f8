"""How the lines of a posting are stored, inside the document of what caused them."""

from typing import Any

from shared.us.omnibus.model.posting import Posting


def posting_data(posting: Posting) -> list[dict[str, Any]]:
    """Render the lines of a posting."""
    return [
        {
            "account": line.account,
            "commodity": line.commodity,
            "amount": line.amount,
            "scale": line.scale,
        }
        for line in posting.lines
    ]
