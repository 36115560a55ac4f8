"""A camt.054 notification of one credit, as a bank would send it: for trying deposits out."""

from dataclasses import dataclass
from datetime import datetime
from xml.sax.saxutils import escape

from shared.core.clock import rfc3339
from shared.core.money import CASH_SCALE, Cents, text

_FILE = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.08"><BkToCstmrDbtCdtNtfctn>
<GrpHdr><MsgId>{reference}</MsgId><CreDtTm>{at}</CreDtTm></GrpHdr>
<Ntfctn><Id>{reference}</Id><CreDtTm>{at}</CreDtTm>
<Acct><Id><IBAN>{account_iban}</IBAN></Id></Acct>
<TxsSummry><TtlCdtNtries><NbOfNtries>1</NbOfNtries><Sum>{amount}</Sum></TtlCdtNtries></TxsSummry>
<Ntry><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
<BookgDt><DtTm>{at}</DtTm></BookgDt><AcctSvcrRef>{reference}</AcctSvcrRef>
<NtryDtls><TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs>
<RltdPties><Dbtr><Pty><Nm>{payer_name}</Nm></Pty></Dbtr>
<DbtrAcct><Id><IBAN>{payer_iban}</IBAN></Id></DbtrAcct></RltdPties>
<RmtInf><Ustrd>{remittance}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>
</Ntfctn></BkToCstmrDbtCdtNtfctn></Document>
"""


@dataclass(frozen=True, slots=True)
class SampleCredit:
    """One credit; the bank's reference makes it the same one when it is reported again."""

    reference: str
    amount_cents: Cents
    payer_name: str
    payer_iban: str
    remittance: str


def camt054(account_iban: str, credit: SampleCredit, at: datetime) -> str:
    """Render the file of a credit on an account."""
    return _FILE.format(
        reference=escape(credit.reference),
        at=rfc3339(at),
        account_iban=escape(account_iban),
        amount=text(credit.amount_cents, CASH_SCALE),
        payer_name=escape(credit.payer_name),
        payer_iban=escape(credit.payer_iban),
        remittance=escape(credit.remittance),
    )
