"""A posting that an operator wrote down: what `two-ledger ledger post` reads."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from shared.core.ids import AccountId, EntryId, derive
from shared.core.listings import by_symbol
from shared.core.money import scaled
from shared.eu.ledger.model.chart import Code, scale_of
from shared.eu.ledger.model.entry import Draft, Line, Unbalanced

FIELDS = {"reference", "posting", "effective_date", "lines"}


class NotAPosting(Exception):
    """Say what is wrong with a file."""


def draft_of(text: str, now: datetime) -> Draft:
    """Read a posting: `reference`, `posting`, `effective_date`, and `lines` of account, commodity
    and amount. The entry's id comes from the reference: a file is booked once.

    Raises NotAPosting.
    """
    try:
        posting = json.loads(text)
        if not isinstance(posting, dict) or posting.keys() != FIELDS:
            raise NotAPosting(f"A posting has exactly these fields: {', '.join(sorted(FIELDS))}.")
        return Draft(
            entry_id=EntryId(derive("entry", "manual", posting["reference"])),
            posting=posting["posting"],
            lines=tuple(map(_line, posting["lines"])),
            event_time=now,
            effective_date=date.fromisoformat(posting["effective_date"]),
            facts={"reference": posting["reference"]},
        )
    except Unbalanced:
        raise NotAPosting(
            "The lines are no double entry: every commodity must sum to zero, an account of a "
            "client names one, and each account holds only what the chart says."
        ) from None
    except (ValueError, TypeError, KeyError, AttributeError):
        raise NotAPosting(
            'A line is {"account": "E-2000:<account id>", "commodity": "EUR", "amount": "-1.00"}; '
            "credits are negative."
        ) from None


def _line(line: Mapping[str, Any]) -> Line:
    code, _, client = line["account"].partition(":")
    listing = by_symbol(line["commodity"])
    commodity = listing.asset_id if listing else line["commodity"]
    amount = scaled(line["amount"], scale_of(commodity))
    return Line(Code(code), commodity, amount, AccountId(client) if client else None)
