"""Bank files: what is read of them, and what is refused whole."""

import pytest

from shared.core.errors import Refusal
from shared.eu.identity.model.camt import read_statement
from tests.unit.eu.identity.bank_files import PAYER_IBAN, camt053, credit054, details, entry
from tests.unit.eu.identity.desk import OMNIBUS


def test_a_statement_of_an_old_version() -> None:
    statement = read_statement(camt053(entry(remittance="BEJE-123456789")))
    (credit,) = statement.credits
    assert (statement.iban, statement.other_count) == (OMNIBUS, 0)
    assert (credit.bank_reference, credit.amount_cents) == ("B1", 10_000)
    assert credit.booked_at.isoformat() == "2026-11-20T00:00:00+00:00"
    assert credit.payer_name.reveal() == "ANA GARCIA"
    assert credit.payer_iban.reveal() == PAYER_IBAN
    assert credit.remittance.reveal() == "BEJE-123456789"


def test_a_notification_of_a_new_version() -> None:
    (credit,) = read_statement(credit054("x & <y>", 5)).credits
    assert (credit.amount_cents, credit.remittance.reveal()) == (5, "x & <y>")
    assert credit.booked_at.isoformat() == "2026-11-20T09:30:00+00:00"
    assert credit.payer_name.reveal() == "Ana Garcia"


def test_each_transaction_of_an_entry_is_a_credit() -> None:
    parts = details("60.00") + details("40.00", own="<AcctSvcrRef>OWN</AcctSvcrRef>")
    found = read_statement(camt053(entry(transactions=parts))).credits
    assert [(c.bank_reference, c.amount_cents) for c in found] == [("B1/1", 6_000), ("OWN", 4_000)]


def test_debits_and_returns_are_no_deposits() -> None:
    came_back = details("30.00", more="<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>")
    statement = read_statement(
        camt053(
            entry("50.00", "B1", "DBIT"),
            entry("30.00", "B2", transactions=came_back),
            before="120.00",
        )
    )
    assert (statement.credits, statement.other_count) == ((), 2)


def test_a_credit_that_is_taken_back() -> None:
    names_it = "<AcctSvcrRef>B1</AcctSvcrRef>"
    reason = "<RtrInf><Rsn><Cd>AM05</Cd></Rsn></RtrInf>"
    back = entry("100.00", "B9", "DBIT", transactions=details(own=names_it, more=reason))
    statement = read_statement(camt053(back, before="100.00", after="0.00"))
    (taken_back,) = statement.taken_back
    assert (taken_back.bank_reference, taken_back.amount_cents) == ("B1", 10_000)
    assert (statement.credits, statement.other_count) == ((), 0)


def test_what_is_not_booked_yet_does_not_count() -> None:
    pending = entry("70.00", "B2").replace("BOOK", "PDNG")
    assert len(read_statement(camt053(entry(), pending)).credits) == 1


SUMMARY = (
    "<TxsSummry><TtlCdtNtries><NbOfNtries>{}</NbOfNtries><Sum>{}</Sum></TtlCdtNtries></TxsSummry>"
)


@pytest.mark.parametrize(
    ("content", "at"),
    [
        (camt053(entry(), after="100.01"), "Bal"),
        (camt053(entry(), entry("0.01", "B2")), "Bal"),
        (camt053(SUMMARY.format(2, "100.00"), entry()), "TtlCdtNtries"),
        (camt053(SUMMARY.format(1, "99.99"), entry()), "TtlCdtNtries"),
        (camt053(entry(transactions=details("60.00") + details("39.99"))), "TxDtls"),
        (credit054("x").replace(b"<Sum>100.00", b"<Sum>10.00"), "TtlCdtNtries"),
    ],
)
def test_wrong_sums_are_refused(content: bytes, at: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_statement(content)
    assert (refused.value.reason, refused.value.field) == ("statement_unbalanced", at)


GOOD = camt053(entry())


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no xml",
        b"<Document/>",
        GOOD[:-20],
        GOOD.replace(b"camt.053.001.02", b"pain.001.001.09"),
        GOOD.replace(b'Ccy="EUR"', b'Ccy="USD"'),
        GOOD.replace(b"<Amt ", b"<Amount "),
        GOOD.replace(b">100.00<", b">100.001<"),
        GOOD.replace(b">100.00<", b">-100.00<"),
        GOOD.replace(b">100.00<", b">1e2 euro<"),
        GOOD.replace(b"CRDT", b"PLUS"),
        GOOD.replace(b"2026-11-20", b"20.11.2026"),
        GOOD.replace(b"<AcctSvcrRef>B1</AcctSvcrRef>", b""),
        GOOD.replace(b"CLBD", b"ITBD"),
        GOOD.replace(b"<IBAN>ES79", b"<Other>ES79"),
        b'<?xml version="1.0" encoding="nonsense"?>' + GOOD,
        b'<!DOCTYPE d [<!ENTITY a "aaaa">]>' + GOOD,
        b'<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + GOOD.replace(b"ANA", b"&a;"),
        b"\xff\xfe" + GOOD,
    ],
)
def test_what_cannot_be_read_is_refused_and_not_quoted(content: bytes) -> None:
    with pytest.raises(Refusal) as refused:
        read_statement(content)
    assert refused.value.reason == "statement_invalid"
    assert "ANA" not in repr(refused.value) and PAYER_IBAN not in repr(refused.value)


def test_what_was_read_cannot_be_shown_by_accident() -> None:
    (credit,) = read_statement(GOOD).credits
    assert "ANA" not in repr(credit) and PAYER_IBAN not in str(credit)
