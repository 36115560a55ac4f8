"""Write credit transfers as pain.001 (ISO 20022, pain.001.001.09), and read them as a bank does.

One payment a file: its message id is the payment's, so a bank that gets it twice pays it once.
"""

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from xml.etree.ElementTree import Element, SubElement, tostring

from defusedxml.ElementTree import fromstring

from shared.core.clock import rfc3339
from shared.core.money import CASH_SCALE, Cents, scaled, text
from shared.eu.identity.model.payment import Payment

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"
NAME_MAX = 70
# What SEPA lets pass everywhere; other letters lose their accents, other signs become spaces.
_LATIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/-?:().,'+ ")
_LETTERS = str.maketrans({"ß": "ss", "Ø": "O", "ø": "o", "Æ": "AE", "æ": "ae", "Ł": "L", "ł": "l"})


@dataclass(frozen=True, slots=True)
class Instruction:
    """What a bank reads of a file; the id is without dashes, as the file has it."""

    message_id: str
    amount_cents: Cents
    creditor_iban: str


def credit_transfer(payment: Payment, debtor_name: str, debtor_iban: str, at: datetime) -> bytes:
    """Render a payment out of the clients' account as a file."""
    reference, amount = payment.payment_id.replace("-", ""), text(payment.amount_cents, CASH_SCALE)
    document = Element("Document", xmlns=NAMESPACE)
    initiation = SubElement(document, "CstmrCdtTrfInitn")
    header = SubElement(initiation, "GrpHdr")
    _leaf(header, "MsgId", reference)
    _leaf(header, "CreDtTm", rfc3339(at))
    _leaf(header, "NbOfTxs", "1")
    _leaf(header, "CtrlSum", amount)
    _leaf(SubElement(header, "InitgPty"), "Nm", latin(debtor_name))
    information = SubElement(initiation, "PmtInf")
    _leaf(information, "PmtInfId", reference)
    _leaf(information, "PmtMtd", "TRF")
    _leaf(information, "NbOfTxs", "1")
    _leaf(information, "CtrlSum", amount)
    kind = SubElement(information, "PmtTpInf")
    _leaf(SubElement(kind, "SvcLvl"), "Cd", "SEPA")
    _leaf(SubElement(information, "ReqdExctnDt"), "Dt", at.date().isoformat())
    _party(information, "Dbtr", debtor_name)
    _account(information, "DbtrAcct", debtor_iban)
    institution = SubElement(SubElement(information, "DbtrAgt"), "FinInstnId")
    _leaf(SubElement(institution, "Othr"), "Id", "NOTPROVIDED")
    _leaf(information, "ChrgBr", "SLEV")
    _transaction(SubElement(information, "CdtTrfTxInf"), payment, reference, amount)
    content: bytes = tostring(document, encoding="utf-8", xml_declaration=True)
    return content


def read_credit_transfer(content: bytes) -> Instruction:
    """Read the one payment of a file.

    Raises ValueError where it is no such file.
    """
    root = fromstring(content, forbid_dtd=True)
    transaction = f"{_at('CstmrCdtTrfInitn/PmtInf/CdtTrfTxInf')}/"
    found = {
        name: root.findtext(_at(path) if name == "id" else transaction + _at(path))
        for name, path in (
            ("id", "CstmrCdtTrfInitn/GrpHdr/MsgId"),
            ("amount", "Amt/InstdAmt"),
            ("iban", "CdtrAcct/Id/IBAN"),
        )
    }
    if not all(found.values()):
        raise ValueError("not a credit transfer")
    cents = Cents(scaled(found["amount"] or "", CASH_SCALE))
    return Instruction(found["id"] or "", cents, found["iban"] or "")


def latin(name: str) -> str:
    """Return a name in the letters that every bank of the scheme takes, cut to its length."""
    plain = unicodedata.normalize("NFKD", name.translate(_LETTERS))
    letters = (c if c in _LATIN else " " for c in plain if not unicodedata.combining(c))
    return " ".join("".join(letters).split())[:NAME_MAX]


def _transaction(parent: Element, payment: Payment, reference: str, amount: str) -> None:
    _leaf(SubElement(parent, "PmtId"), "EndToEndId", reference)
    _leaf(SubElement(parent, "Amt"), "InstdAmt", amount).set("Ccy", "EUR")
    if bic := payment.payee.bic.reveal():
        institution = SubElement(SubElement(parent, "CdtrAgt"), "FinInstnId")
        _leaf(institution, "BICFI", bic)
    _party(parent, "Cdtr", payment.payee.name.reveal())
    _account(parent, "CdtrAcct", payment.payee.iban.reveal())
    _leaf(SubElement(parent, "RmtInf"), "Ustrd", reference)


def _party(parent: Element, name: str, whole_name: str) -> None:
    _leaf(SubElement(parent, name), "Nm", latin(whole_name))


def _account(parent: Element, name: str, iban: str) -> None:
    _leaf(SubElement(SubElement(parent, name), "Id"), "IBAN", iban)


def _leaf(parent: Element, name: str, content: str) -> Element:
    leaf = SubElement(parent, name)
    leaf.text = content
    return leaf


def _at(path: str) -> str:
    return "/".join(f"{{{NAMESPACE}}}{step}" for step in path.split("/"))
