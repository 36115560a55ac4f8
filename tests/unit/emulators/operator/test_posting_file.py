"""What an operator writes down is a double entry, or it is said what is wrong with it."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from emulators.operator.posting_file import NotAPosting, draft_of
from shared.core.listings import by_symbol
from shared.eu.ledger.model.chart import Code

NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)
POSTING: dict[str, Any] = {
    "reference": "ticket 7",
    "posting": "P24",
    "effective_date": "2026-11-20",
    "lines": [
        {"account": "E-2000:11111111-1111-4111-8111-111111111111", "commodity": "EUR",
         "amount": "12.30"},
        {"account": "E-1000", "commodity": "EUR", "amount": "-12.30"},
    ],
}  # fmt: skip


def test_a_posting_becomes_a_draft_whose_id_is_its_reference() -> None:
    draft = draft_of(json.dumps(POSTING), NOW)
    assert [line.amount for line in draft.lines] == [1230, -1230]
    assert (draft.effective_date, draft.posting) == (date(2026, 11, 20), "P24")
    assert draft_of(json.dumps({**POSTING, "posting": "P1"}), NOW).entry_id == draft.entry_id
    other = draft_of(json.dumps({**POSTING, "reference": "ticket 8"}), NOW)
    assert other.entry_id != draft.entry_id


def test_securities_are_named_by_their_symbol() -> None:
    lines = [
        {"account": "E-1110", "commodity": "AAPL", "amount": "0.5"},
        {"account": "E-1120", "commodity": "AAPL", "amount": "-0.5"},
    ]
    draft = draft_of(json.dumps({**POSTING, "lines": lines}), NOW)
    listing = by_symbol("AAPL")
    assert listing is not None
    assert draft.lines[0].code is Code.SECURITY_RECEIVABLE
    assert (draft.lines[0].commodity, draft.lines[0].amount) == (listing.asset_id, 5 * 10**8)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"more": 1}, "exactly these fields"),
        ({"lines": []}, "no double entry"),
        ({"lines": [{**POSTING["lines"][0], "amount": "1"}, POSTING["lines"][1]]}, "double entry"),
        ({"lines": [{**POSTING["lines"][0], "amount": "1.001"}]}, "A line is"),
        ({"lines": [{**POSTING["lines"][0], "account": "E-9999"}]}, "A line is"),
        ({"lines": [{"account": "E-1000"}]}, "A line is"),
        ({"lines": ["line"]}, "A line is"),
        ({"effective_date": "yesterday"}, "A line is"),
    ],
)
def test_what_is_no_posting_is_said(change: dict[str, Any], said: str) -> None:
    with pytest.raises(NotAPosting, match=said):
        draft_of(json.dumps({**POSTING, **change}), NOW)


@pytest.mark.parametrize("text", ["", "[]", "{", "1"])
def test_what_is_no_json_object_is_said(text: str) -> None:
    with pytest.raises(NotAPosting):
        draft_of(text, NOW)
