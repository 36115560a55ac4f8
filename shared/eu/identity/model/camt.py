"""Read camt.053 statements and camt.054 notifications (ISO 20022), versions 02 to 13 alike.

Elements are found by the structure of the schemas. What does not add up is refused whole: sums and
counts of the summary, the transactions of an entry, and the balances before and after. Values of a
file never stand in an error.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from shared.core.errors import Refusal
from shared.core.money import CASH_SCALE, Cents, NotExact, scaled
from shared.eu.identity.model.bank_statement import Credit, Statement, TakenBack
from shared.eu.vault.model.pii import Pii

STATEMENT_BYTES_MAX = 10_000_000
_NAMESPACE = re.compile(r"\{(urn:iso:std:iso:20022:tech:xsd:camt\.05[34]\.001\.[0-9]{2})\}Document")
_BODIES = {"053": ("BkToCstmrStmt", "Stmt"), "054": ("BkToCstmrDbtCdtNtfctn", "Ntfctn")}
_SIGNS = {"CRDT": 1, "DBIT": -1}
_BOOKED = "BOOK"
_NOT_GIVEN = frozenset({"", "NOTPROVIDED"})
_TEXT_MAX = 1_000


class Node:
    """An element of one namespace, asked by the names of the schema."""

    def __init__(self, element: Element, namespace: str) -> None:
        self._element = element
        self._namespace = namespace

    def all(self, path: str) -> list["Node"]:
        """Return all elements on a path."""
        steps = "/".join(f"{{{self._namespace}}}{step}" for step in path.split("/"))
        return [Node(found, self._namespace) for found in self._element.findall(steps)]

    def first(self, *paths: str) -> "Node | None":
        """Return the first element that any of the paths leads to."""
        return next((found for path in paths for found in self.all(path)), None)

    def text(self, *paths: str) -> str:
        """Return the text that the first of the paths leads to, stripped; else an empty one."""
        found = self.first(*paths)
        return found.content if found is not None else ""

    @property
    def content(self) -> str:
        """Return the element's own text, stripped."""
        return (self._element.text or "").strip()[:_TEXT_MAX]

    def cents(self, path: str) -> int:
        """Return an amount in euro, in cents, not negative."""
        found = self.first(path)
        if found is None or found._element.get("Ccy") != "EUR":
            raise Refusal("statement_invalid", "Amt")
        return _cents(found._element.text)

    def sign(self) -> int:
        """Return 1 for a credit, -1 for a debit."""
        if (sign := _SIGNS.get(self.text("CdtDbtInd"))) is None:
            raise Refusal("statement_invalid", "CdtDbtInd")
        return sign


@dataclass(frozen=True, slots=True)
class _Booked:
    """A booked entry with its transactions; `cents` is negative for a debit."""

    node: Node
    cents: int
    transactions: Sequence[Node]


def read_statement(content: bytes) -> Statement:
    """Read a file whole.

    Raises Refusal: statement_invalid with the element at fault; statement_unbalanced.
    """
    if len(content) > STATEMENT_BYTES_MAX:
        raise Refusal("statement_invalid")
    try:
        root = fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        raise Refusal("statement_invalid") from None
    return _statement(root)


def _statement(root: Element) -> Statement:
    known = _NAMESPACE.fullmatch(root.tag)
    if known is None:
        raise Refusal("statement_invalid", "Document")
    namespace = known[1]
    outer, inner = _BODIES[namespace.partition("camt.")[2][:3]]
    bodies = Node(root, namespace).all(f"{outer}/{inner}")
    if not bodies:
        raise Refusal("statement_invalid", inner)
    ibans = {body.text("Acct/Id/IBAN") for body in bodies}
    if len(ibans) != 1:
        raise Refusal("statement_invalid", "IBAN")
    booked = [entry for body in bodies for entry in _checked(body, inner)]
    return Statement(
        iban=ibans.pop(),
        credits=tuple(credit for entry in booked for credit in _credits(entry)),
        taken_back=tuple(back for entry in booked for back in _taken_back(entry)),
        other_count=sum(not (_is_deposit(e) or _is_taken_back(e)) for e in booked),
    )


def _checked(body: Node, inner: str) -> list[_Booked]:
    entries = [(node, node.sign() * node.cents("Amt")) for node in body.all("Ntry")]
    _check_summary(body, [cents for _, cents in entries])
    booked = [
        _Booked(node, cents, node.all("NtryDtls/TxDtls"))
        for node, cents in entries
        if node.text("Sts/Cd", "Sts") == _BOOKED
    ]
    if inner == "Stmt":
        _check_balances(body, sum(entry.cents for entry in booked))
    for entry in booked:
        _check_transactions(entry)
    return booked


def _check_summary(body: Node, amounts: Sequence[int]) -> None:
    """Compare what the summary says with what is there, as far as it says anything."""
    credits, debits = [a for a in amounts if a > 0], [-a for a in amounts if a < 0]
    for name, own in (("TtlNtries", [*credits, *debits]), ("TtlCdtNtries", credits),
                      ("TtlDbtNtries", debits)):  # fmt: skip
        summary = body.first(f"TxsSummry/{name}")
        if summary is None:
            continue
        count, total = summary.text("NbOfNtries"), summary.text("Sum")
        if (count and count != str(len(own))) or (total and _cents(total) != sum(own)):
            raise Refusal("statement_unbalanced", name)


def _check_balances(body: Node, moved: int) -> None:
    """Check that the balance before and what was booked are the balance after."""
    balances = {
        balance.text("Tp/CdOrPrtry/Cd"): balance.sign() * balance.cents("Amt")
        for balance in body.all("Bal")
    }
    before = balances.get("OPBD", balances.get("PRCD"))
    if before is None or "CLBD" not in balances:
        raise Refusal("statement_invalid", "Bal")
    if before + moved != balances["CLBD"]:
        raise Refusal("statement_unbalanced", "Bal")


def _check_transactions(entry: _Booked) -> None:
    several = entry.transactions if len(entry.transactions) > 1 else ()
    if several and sum(map(_transaction_cents, several)) != abs(entry.cents):
        raise Refusal("statement_unbalanced", "TxDtls")


def _transaction_cents(transaction: Node) -> int:
    path = "Amt" if transaction.first("Amt") is not None else "AmtDtls/TxAmt/Amt"
    return transaction.cents(path)


def _is_deposit(entry: _Booked) -> bool:
    """Tell whether an entry is money of payers: a credit, and no payment of ours that came back."""
    is_reversal = entry.node.text("RvslInd") == "true"
    has_returns = any(node.first("RtrInf") is not None for node in entry.transactions)
    return entry.cents > 0 and not is_reversal and not has_returns


def _is_taken_back(entry: _Booked) -> bool:
    """Tell whether an entry takes a credit back: a debit that returns, and names the credit."""
    return entry.cents < 0 and any(
        node.first("RtrInf") is not None and node.text("Refs/AcctSvcrRef")
        for node in entry.transactions
    )


def _taken_back(entry: _Booked) -> Iterator[TakenBack]:
    if not _is_taken_back(entry):
        return
    whole = len(entry.transactions) == 1
    for node in entry.transactions:
        cents = -entry.cents if whole else _transaction_cents(node)
        yield TakenBack(node.text("Refs/AcctSvcrRef"), Cents(cents))


def _credits(entry: _Booked) -> Iterator[Credit]:
    if not _is_deposit(entry):
        return
    whole = len(entry.transactions) == 1
    for number, transaction in enumerate(entry.transactions, 1):
        cents = entry.cents if whole else _transaction_cents(transaction)
        own = transaction.text("Refs/AcctSvcrRef")
        shared = entry.node.text("AcctSvcrRef")
        reference = own or (shared if whole or not shared else f"{shared}/{number}")
        yield _credit(entry, transaction, cents, reference or _end_to_end(transaction))
    if not entry.transactions:
        yield _credit(entry, entry.node, entry.cents, entry.node.text("AcctSvcrRef"))


def _end_to_end(transaction: Node) -> str:
    given = transaction.text("Refs/EndToEndId")
    return "" if given in _NOT_GIVEN else f"e2e:{given}"


def _credit(entry: _Booked, node: Node, cents: int, reference: str) -> Credit:
    if not reference:
        raise Refusal("statement_invalid", "AcctSvcrRef")
    return Credit(
        bank_reference=reference,
        amount_cents=Cents(cents),
        booked_at=_instant(entry.node.text("BookgDt/DtTm", "BookgDt/Dt")),
        payer_name=Pii(node.text("RltdPties/Dbtr/Pty/Nm", "RltdPties/Dbtr/Nm")),
        payer_iban=Pii(node.text("RltdPties/DbtrAcct/Id/IBAN")),
        payer_bic=Pii(
            node.text("RltdAgts/DbtrAgt/FinInstnId/BICFI", "RltdAgts/DbtrAgt/FinInstnId/BIC")
        ),
        remittance=Pii(" ".join(part.content for part in node.all("RmtInf/Ustrd"))),
    )


def _instant(text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise Refusal("statement_invalid", "BookgDt") from None
    return instant.astimezone(UTC) if instant.tzinfo else instant.replace(tzinfo=UTC)


def _cents(text: str | None) -> int:
    try:
        cents = scaled((text or "").strip(), CASH_SCALE)
    except NotExact:
        raise Refusal("statement_invalid", "Amt") from None
    if cents < 0:
        raise Refusal("statement_invalid", "Amt")
    return cents
