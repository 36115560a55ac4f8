"""Files of payments: what a bank reads is what was to be paid, in letters that it takes."""

from datetime import UTC, datetime
from xml.etree.ElementTree import fromstring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.core.money import Cents
from shared.eu.identity.model.pain import (
    NAME_MAX,
    NAMESPACE,
    credit_transfer,
    latin,
    read_credit_transfer,
)
from shared.eu.identity.model.payment import Payee, Payment
from shared.eu.vault.model.pii import Pii

AT = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
PAYMENT_ID = "0b0e7f4c-6f5f-4a86-9a53-6fd6b6c1a0aa"
OWN, OTHER = "ES7921000813610123456789", "DE89370400440532013000"


def file(name: str = "Ana García", cents: int = 123_450, bic: str = "COBADEFF") -> bytes:
    payee = Payee(Pii(name), Pii(OTHER), Pii(bic))
    return credit_transfer(Payment(PAYMENT_ID, Cents(cents), payee), "Two-Ledger", OWN, AT)


def texts(content: bytes) -> dict[str, list[str]]:
    """Return the texts of all leaves by their path."""
    found: dict[str, list[str]] = {}

    def walk(element: object, path: str) -> None:
        for child in element:  # type: ignore[attr-defined]
            name = f"{path}/{child.tag.removeprefix('{' + NAMESPACE + '}')}".lstrip("/")
            if len(child):
                walk(child, name)
            else:
                found.setdefault(name, []).append(child.text)

    walk(fromstring(content), "")
    return found


def test_a_file_has_what_the_schema_wants() -> None:
    written = texts(file())
    body, reference = "CstmrCdtTrfInitn", PAYMENT_ID.replace("-", "")
    payment = f"{body}/PmtInf"
    assert written[f"{body}/GrpHdr/MsgId"] == [reference]
    assert written[f"{body}/GrpHdr/NbOfTxs"] == ["1"]
    assert written[f"{body}/GrpHdr/CtrlSum"] == written[f"{payment}/CtrlSum"] == ["1234.50"]
    assert written[f"{payment}/PmtTpInf/SvcLvl/Cd"] == ["SEPA"]
    assert written[f"{payment}/ReqdExctnDt/Dt"] == ["2026-11-25"]
    assert written[f"{payment}/DbtrAcct/Id/IBAN"] == [OWN]
    assert written[f"{payment}/CdtTrfTxInf/Amt/InstdAmt"] == ["1234.50"]
    assert written[f"{payment}/CdtTrfTxInf/CdtrAgt/FinInstnId/BICFI"] == ["COBADEFF"]
    assert written[f"{payment}/CdtTrfTxInf/Cdtr/Nm"] == ["Ana Garcia"]
    assert written[f"{payment}/CdtTrfTxInf/CdtrAcct/Id/IBAN"] == [OTHER]
    assert len(reference) <= 35
    assert "CstmrCdtTrfInitn/PmtInf/CdtTrfTxInf/CdtrAgt" not in str(texts(file(bic="")))


@given(st.text(max_size=120), st.integers(1, 10**12))
def test_what_is_written_is_read(name: str, cents: int) -> None:
    read = read_credit_transfer(file(name, cents))
    assert (read.amount_cents, read.creditor_iban) == (cents, OTHER)
    assert read.message_id == PAYMENT_ID.replace("-", "")


@given(st.text(max_size=200))
def test_names_are_in_letters_that_every_bank_takes(name: str) -> None:
    plain = latin(name)
    assert plain.isascii() and len(plain) <= NAME_MAX
    assert latin(plain) == plain.strip()


@pytest.mark.parametrize(
    ("name", "plain"),
    [("Jürgen Groß", "Jurgen Gross"), ("Zoë <b>&", "Zoe b"), ("O'Brien-Łódź", "O'Brien-Lodz")],
)
def test_accents_go_and_words_stay(name: str, plain: str) -> None:
    assert latin(name) == plain


@pytest.mark.parametrize("content", [b"<Document/>", b"<!DOCTYPE a []><a/>", b"x"])
def test_what_is_no_payment_is_refused(content: bytes) -> None:
    with pytest.raises((ValueError, SyntaxError)):
        read_credit_transfer(content)
