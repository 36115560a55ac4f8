"""Bank files for tests: camt.053 in an old version and camt.054 in a new one."""

from datetime import UTC, datetime
from typing import Any

from emulators.operator.sample_statement import SampleCredit, camt054
from shared.core.money import Cents
from tests.unit.eu.identity.desk import OMNIBUS

AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
PAYER_IBAN = "ES9121000418450200051332"

_ENTRY = """<Ntry><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>{sign}</CdtDbtInd><Sts>BOOK</Sts>
<BookgDt><Dt>2026-11-20</Dt></BookgDt><AcctSvcrRef>{reference}</AcctSvcrRef><NtryDtls>{details}
</NtryDtls></Ntry>"""
_DETAILS = """<TxDtls><Refs>{own}<EndToEndId>NOTPROVIDED</EndToEndId></Refs>
<AmtDtls><TxAmt><Amt Ccy="EUR">{amount}</Amt></TxAmt></AmtDtls>
<RltdPties><Dbtr><Nm>{name}</Nm></Dbtr><DbtrAcct><Id><IBAN>{iban}</IBAN></Id></DbtrAcct></RltdPties>
<RmtInf><Ustrd>{remittance}</Ustrd></RmtInf>{more}</TxDtls>"""
_FILE = """<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt>
<GrpHdr><MsgId>1</MsgId></GrpHdr><Stmt><Id>S1</Id><Acct><Id><IBAN>{iban}</IBAN></Id></Acct>
<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">{before}</Amt>
<CdtDbtInd>CRDT</CdtDbtInd></Bal>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">{after}</Amt>
<CdtDbtInd>CRDT</CdtDbtInd></Bal>{entries}</Stmt></BkToCstmrStmt></Document>"""


def details(amount: str = "100.00", **changes: str) -> str:
    """Return a transaction of an entry."""
    given = {"name": "ANA GARCIA", "iban": PAYER_IBAN, "remittance": "", "own": "", "more": ""}
    return _DETAILS.format(amount=amount, **{**given, **changes})


def entry(amount: str = "100.00", reference: str = "B1", sign: str = "CRDT", **more: Any) -> str:
    """Return an entry with one transaction, or with those given as `transactions`."""
    transactions = more.pop("transactions", None) or details(amount, **more)
    return _ENTRY.format(amount=amount, sign=sign, reference=reference, details=transactions)


def camt053(
    *entries: str, before: str = "0.00", after: str = "100.00", iban: str = OMNIBUS
) -> bytes:
    """Return a statement."""
    return _FILE.format(iban=iban, before=before, after=after, entries="".join(entries)).encode()


def credit054(
    remittance: str,
    amount_cents: int = 10_000,
    name: str = "Ana Garcia",
    reference: str = "N1",
    iban: str = PAYER_IBAN,
) -> bytes:
    """Return a notification of one credit."""
    credit = SampleCredit(reference, Cents(amount_cents), name, iban, remittance)
    return camt054(OMNIBUS, credit, AT).encode()
