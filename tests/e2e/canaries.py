"""Unmistakable values for every personal field: what the canary test plants and then looks for.

The fields are those of the tables that the account body is read by, so a new one is planted by
itself, or fails here where it takes no free text: then `_special` needs a line.
"""

import base64
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from stdnum import iban

from shared.core.errors import Refusal
from shared.eu.identity.model.agreements import AGREEMENT, NEEDED
from shared.eu.identity.model.bank_request import BANK, BIC_TYPE, CODE_TYPE, WIRE_NAMES
from shared.eu.identity.model.owner_document import JSON_TYPE, OWNER_DOCUMENT, TYPES, W8BEN
from shared.eu.identity.model.person import (
    DISCLOSURE_CONTEXT,
    OWNER_BLOCKS,
    SUITABILITY,
    TRUSTED_CONTACT,
    Block,
)
from shared.eu.vault.model.registry import entries

PERSONAL_CLASSES = frozenset("SPQ")
SECURITY = "security."
FORM = "documents.content_data"
CONTENTS = "documents.content."
_TAX_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"
# What the blocks of the body hold as lists of other blocks.
_LISTS = {"disclosures.context": DISCLOSURE_CONTEXT}

Values = Mapping[str, Any]
Teller = Callable[[int], Values]


def mark(number: int) -> str:
    """Return what stands in every free text of a person, and nowhere else."""
    return f"Zqxw{number:04}k"


def canary(path: str, number: int) -> str:
    """Return the canary of a field that takes any text; no other field has the same."""
    block, _, name = path.rpartition(".")
    return f"{block[:2]} {name[:20]} {mark(number)}"


def person(number: int) -> dict[str, Any]:
    """Return a person who tells everything, by path of the register.

    She lives in and comes from countries that nothing else here is about.
    """
    special = _special(number)
    paths = [f"{block.name}.{name}" for block in _blocks() for name in block.readers]
    return {
        **{path: special.get(path, canary(path, number)) for path in paths if path not in _LISTS},
        **{f"{CONTENTS}{kind}": f"%PDF-1.7 {canary(f'pdf.{kind}', number)}" for kind in TYPES},
    }


def spaniard(number: int) -> dict[str, Any]:
    """Return an ordinary client from Spain, who is approved at once."""
    eight = 10_000_000 + number * 7_919
    return {
        **{path: False if value is True else value for path, value in person(number).items()},
        "contact.country": "ESP",
        "contact.postal_code": "28013",
        "identity.country_of_tax_residence": "ESP",
        "identity.tax_id": f"{eight}{_TAX_LETTERS[eight % 23]}",
        "identity.tax_id_type": "ESP_NIF",
    }


def account_body(values: Values) -> dict[str, Any]:
    """Build the body of `POST /v1/accounts` that tells all of a person's values."""
    blocks = {block.name: _block(block, values) for block in (*OWNER_BLOCKS, TRUSTED_CONTACT)}
    agreement = _block(AGREEMENT, values)
    return {
        **blocks,
        **{name: values[f"identity.{name}"] for name in SUITABILITY},
        "agreements": [{**agreement, "agreement": kind} for kind in (*NEEDED, "options_agreement")],
    }


def documents(values: Values) -> list[dict[str, Any]]:
    """Build one document of every type, as files."""
    described = _block(OWNER_DOCUMENT, values)
    described.pop("content_data")
    return [
        described,
        *(
            {
                **described,
                "document_type": kind,
                "content": _base64(values[f"{CONTENTS}{kind}"]),
            }
            for kind in TYPES
        ),
    ]


def tax_form(values: Values) -> dict[str, Any]:
    """Build a document that is a form."""
    return {"document_type": W8BEN, "mime_type": JSON_TYPE, "content_data": values[FORM]}


def bank_body(values: Values) -> dict[str, Any]:
    """Build the body of a recipient bank."""
    told = _block(BANK, values).items()
    return {CODE_TYPE: BIC_TYPE, **{WIRE_NAMES.get(name, name): value for name, value in told}}


def elsewhere(number: int) -> dict[str, str]:
    """Return canaries for all personal fields of the register that no account body has.

    They are sent in headers, in free texts, and in bodies that are refused.
    """
    return {
        path: canary(path, number)
        for path, entry in entries().items()
        if entry.pii_class in PERSONAL_CLASSES and path not in person(number)
    }


def headers(values: Values) -> dict[str, str]:
    """Build what a careless client's every request says of its user."""
    named = {
        "ip_address": "X-Real-IP",
        "forwarded_for": "X-Forwarded-For",
        "trace_headers": "Baggage",
        "user_agent": "User-Agent",
        "session_id": "Cookie",
    }
    own = {p.removeprefix(SECURITY): v for p, v in values.items() if p.startswith(SECURITY)}
    return {
        named.get(name, f"X-{name.replace('_', '-').title()}"): value for name, value in own.items()
    }


def texts(values: Values) -> Iterator[tuple[str, str]]:
    """Yield all that is to be looked for, by its path: not flags, which say nothing alone."""
    for path, value in values.items():
        parts = value if isinstance(value, list) else [value]
        for number, part in enumerate(parts):
            if isinstance(part, dict):
                yield from texts({f"{path}.{name}": inner for name, inner in part.items()})
            elif isinstance(part, str):
                yield (path if number == 0 else f"{path} {number + 1}"), part


def _blocks() -> tuple[Block, ...]:
    return *OWNER_BLOCKS, DISCLOSURE_CONTEXT, AGREEMENT, BANK, OWNER_DOCUMENT, TRUSTED_CONTACT


def _block(block: Block, values: Values) -> dict[str, Any]:
    """Return a block's values; each of them is one that its reader takes."""
    body = {}
    for name, reader in block.readers.items():
        path = f"{block.name}.{name}"
        value = [_block(_LISTS[path], values)] if path in _LISTS else values[path]
        try:
            reader(value, path)
        except Refusal as refusal:
            raise LookupError(f"{path} has no canary that it takes: {refusal.reason}") from None
        body[name] = value
    return body


def _special(number: int) -> dict[str, Any]:
    """Return the values of fields that do not take any text."""
    code = mark(number)
    born = date(1931, 1, 1) + timedelta(days=number)
    amounts = (f"73{field:02}{number:04}.17" for field in range(10, 99))
    return {
        "contact.email_address": f"Ana.{code}@canary-{number:04}.example",
        "contact.phone_number": f"+3467{number:04}193",
        "contact.street_address": [f"Calle {code} 7", f"2 B {code}"],
        "contact.postal_code": f"P {code}",
        "contact.country": "SMR",
        "identity.date_of_birth": born.isoformat(),
        "identity.tax_id": f"7319{number:04}5082",
        "identity.tax_id_type": f"LIE_{code}",
        "identity.country_of_citizenship": "NIU",
        "identity.country_of_birth": "KIR",
        "identity.country_of_tax_residence": "LIE",
        "identity.visa_type": "DACA",
        "identity.visa_expiration_date": (born + timedelta(days=57_000)).isoformat(),
        "identity.date_of_departure_from_usa": (born + timedelta(days=58_000)).isoformat(),
        "identity.permanent_resident": True,
        "identity.funding_source": ["inheritance", "business_income"],
        **{
            f"identity.{name}_{end}": next(amounts)
            for name in ("annual_income", "liquid_net_worth", "total_net_worth")
            for end in ("min", "max")
        },
        "identity.number_of_dependents": next(amounts),
        "identity.investment_experience_with_stocks": "1_to_5_years",
        "identity.investment_experience_with_options": "over_5_years",
        "identity.investment_objective": "market_speculation",
        "identity.investment_time_horizon": "more_than_10_years",
        "identity.risk_tolerance": "significant_risk",
        "identity.liquidity_needs": "does_not_matter",
        "disclosures.is_control_person": True,
        "disclosures.is_affiliated_exchange_or_finra": True,
        "disclosures.is_politically_exposed": True,
        "disclosures.immediate_family_exposed": True,
        "disclosures.employment_status": "RETIRED",
        "disclosures.context.context_type": "CONTROLLED_FIRM",
        "disclosures.context.company_country": "VUT",
        "disclosures.context.company_compliance_email": f"law.{code}@firm-{number:04}.example",
        "trusted_contact.email_address": f"luis.{code}@trusted-{number:04}.example",
        "trusted_contact.phone_number": f"+3467{number:04}284",
        "trusted_contact.postal_code": f"T {code}",
        "trusted_contact.country": "TUV",
        "agreements.agreement": "options_agreement",
        "agreements.signed_at": f"2019-03-07T04:05:06.{number:04}91Z",
        "agreements.ip_address": f"2001:db8:7319::{number:x}",
        "banks.iban": _iban(f"ZQXW73190{code.upper():0>18}"),
        "banks.bic": f"ZQXWMTMT{number % 1000:03}",
        "banks.country": "MLT",
        "banks.postal_code": f"B {code}",
        "documents.document_type": "identity_verification",
        "documents.mime_type": "application/pdf",
        "documents.content": _base64(f"%PDF-1.7 scan {code}"),
        FORM: {"foreign_tax_id": f"form {code}", f"name {code}": "signed"},
    }


def _iban(account: str) -> str:
    """Return the IBAN of an account in Malta, whose numbers have room for letters."""
    return f"MT{iban.calc_check_digits(f'MT00{account}')}{account}"


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()
