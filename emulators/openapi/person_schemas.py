"""Accounts, their holders, banks, documents and transfers: requests from the tables that read them.

A block's schema is made from its readers, so a field that is taken is a field that is documented.
"""

from collections.abc import Mapping
from inspect import getclosurevars
from typing import Any

from emulators.openapi.trading_schemas import STATES
from emulators.openapi.words import (
    Schema,
    day,
    decimal,
    fixed,
    flag,
    identifier,
    instant,
    items,
    named,
    one_of,
    optional,
    record,
    text,
)
from shared.eu.funding.model.journal import JournalStatus, JournalType
from shared.eu.funding.model.transfer import Direction, TransferStatus
from shared.eu.identity.model import field_readers as read
from shared.eu.identity.model.agreements import AGREEMENT, NEEDED
from shared.eu.identity.model.application import CREATE_FIELDS, UPDATE_FIELDS
from shared.eu.identity.model.bank import BankStatus
from shared.eu.identity.model.bank_account_numbers import read_bic, read_iban
from shared.eu.identity.model.bank_request import BANK, BIC_TYPE, CODE_TYPE, WIRE_NAMES
from shared.eu.identity.model.owner_document import OWNER_DOCUMENT
from shared.eu.identity.model.person import (
    DISCLOSURE_CONTEXT,
    OWNER_BLOCKS,
    SUITABILITY,
    TRUSTED_CONTACT,
    Block,
    disclosure_contexts,
)

_MONEY = decimal("An amount; a range is given by two of them.")
_LINES = items(text(maxLength=100), minItems=1, maxItems=read.LINES_MAX)
_NAMED: Mapping[Any, Schema] = {
    read.name: text(maxLength=100),
    read.email: text(format="email"),
    read.phone: text("With its country code.", examples=["+34600000001"]),
    read.street: {"anyOf": [text(maxLength=100), _LINES]},
    read.one_line_street: {"anyOf": [text(maxLength=100), _LINES]},
    read.country: text("ISO 3166-1 alpha-3.", pattern="^[A-Z]{3}$"),
    read.day: day(),
    read.instant: instant(),
    read.flag: flag(),
    read.money: {"anyOf": [_MONEY, {"type": "number"}]},
    read.ip: text("An IPv4 or IPv6 address."),
    read_iban: text("An IBAN."),
    read_bic: text("A BIC of the IBAN's bank."),
}
_OF_DOCUMENT: Mapping[str, Schema] = {
    "content": text("The file in base64.", contentEncoding="base64"),
    "content_data": {"type": "object", "description": "A form's fields, instead of a file."},
}
_OF_BANK: Mapping[str, Schema] = {
    "country": text("ISO 3166-1 alpha-2 or alpha-3."),
    "postal_code": text(maxLength=12),
}


def block_schema(block: Block) -> Schema:
    """Return what a block of a request takes."""
    known = {**_OF_DOCUMENT, **(_OF_BANK if block is BANK else {})}
    fields = {
        WIRE_NAMES.get(name, name) if block is BANK else name: known.get(name) or _schema(reader)
        for name, reader in block.readers.items()
    }
    required = [WIRE_NAMES.get(name, name) if block is BANK else name for name in block.required]
    return record(
        {name: fields[name] for name in fields if name in required},
        {name: schema for name, schema in fields.items() if name not in required},
    )


def _schema(reader: Any) -> Schema:
    if reader is disclosure_contexts:
        return items(block_schema(DISCLOSURE_CONTEXT))
    if reader in _NAMED:
        return _NAMED[reader]
    told = getclosurevars(reader).nonlocals
    if "words" in told:
        return one_of(told["words"])
    if "one" in told:
        return items(one_of(getclosurevars(told["one"]).nonlocals["words"]))
    return text(maxLength=told["length_max"])


_BLOCKS = {block.name: block_schema(block) for block in (*OWNER_BLOCKS, TRUSTED_CONTACT)}
_SHOWN = {
    name: {"type": "object", "description": f"What is known of the holder's {name}."}
    for name in (*_BLOCKS, "trading_configurations")
}
_WHOLE: Mapping[str, Schema] = {
    **_BLOCKS,
    **{name: _schema(reader) for name, reader in SUITABILITY.items()},
    "agreements": items(block_schema(AGREEMENT), description=f"{', '.join(NEEDED)} are needed."),
    "documents": items(block_schema(OWNER_DOCUMENT)),
    "trading_configurations": named("ConfigurationChange"),
    "account_type": one_of(("trading",)),
    "account_sub_type": text(),
    "currency": fixed("EUR"),
    "enabled_assets": items(one_of(("us_equity",))),
}
_NEEDED = ("contact", "identity", "disclosures", "agreements")
ACCOUNT_REQUEST = record(
    {name: _WHOLE[name] for name in _NEEDED},
    {name: _WHOLE[name] for name in CREATE_FIELDS if name not in _NEEDED},
)
ACCOUNT_REQUEST["examples"] = [
    {
        "contact": {
            "email_address": "ana.garcia@example.org",
            "phone_number": "+34600000001",
            "street_address": ["Calle Mayor 1"],
            "city": "Madrid",
            "postal_code": "28013",
            "country": "ESP",
        },
        "identity": {
            "given_name": "Ana",
            "family_name": "Garcia",
            "date_of_birth": "1990-04-05",
            "tax_id": "12345678Z",
            "tax_id_type": "ESP_NIF",
            "country_of_tax_residence": "ESP",
            "funding_source": ["employment_income"],
        },
        "disclosures": {
            "is_control_person": False,
            "is_affiliated_exchange_or_finra": False,
            "is_politically_exposed": False,
            "immediate_family_exposed": False,
        },
        "agreements": [
            {
                "agreement": agreement,
                "signed_at": "2026-11-25T09:00:00Z",
                "ip_address": "203.0.113.7",
            }
            for agreement in NEEDED
        ],
    }
]


def _loosened(schema: Schema) -> Schema:
    return {name: value for name, value in schema.items() if name != "required"}


ACCOUNT_CHANGE = record(
    {}, {n: _loosened(_WHOLE[n]) if n in _BLOCKS else _WHOLE[n] for n in UPDATE_FIELDS}
)
ACCOUNT_CHANGE["examples"] = [{"contact": {"city": "Valencia"}}]
ACCOUNT = record(
    {
        "id": identifier(),
        "account_number": text(),
        "account_type": fixed("trading"),
        "status": one_of(STATES),
        "crypto_status": fixed("INACTIVE"),
        "currency": fixed("EUR"),
        "created_at": instant(),
        "last_equity": decimal("In euro."),
        "enabled_assets": items(text()),
    },
    {
        **_SHOWN,
        "trading_configurations": named("Configuration"),
        "agreements": items({"type": "object"}),
        "documents": items(
            record(
                {
                    "id": identifier(),
                    "document_type": text(),
                    "document_sub_type": optional(text()),
                    "mime_type": text(),
                    "created_at": instant(),
                }
            )
        ),
    },
)
DOCUMENT = record(
    {
        "id": identifier(),
        "name": text(),
        "type": one_of(("account_application", "tax_w8")),
        "sub_type": text(),
        "date": day(),
        "document_type": text(),
        "mime_type": text(),
    }
)
_BANK_SCHEMA = block_schema(BANK)
BANK_REQUEST = record(
    {
        **{name: _BANK_SCHEMA["properties"][name] for name in _BANK_SCHEMA["required"]},
        CODE_TYPE: fixed(BIC_TYPE),
    },
    {
        name: schema
        for name, schema in _BANK_SCHEMA["properties"].items()
        if name not in _BANK_SCHEMA["required"]
    },
)
BANK_REQUEST["examples"] = [
    {
        "name": "Banco Ejemplo",
        "bank_code_type": "BIC",
        "bank_code": "CAIXESBBXXX",
        "account_number": "ES9121000418450200051332",
    }
]
BANK_SHOWN: Schema = {
    "type": "object",
    "properties": {
        "id": identifier(),
        "account_id": identifier(),
        "status": one_of([status.value for status in BankStatus]),
        "name": text(),
        "bank_code": text(),
        "bank_code_type": fixed(BIC_TYPE),
        "account_number": text("Masked but for its last digits."),
        "created_at": instant(),
        "updated_at": instant(),
    },
    "required": ["id", "account_id", "status", "name", "bank_code", "created_at"],
}
_DIRECTIONS = [direction.value for direction in Direction]
TRANSFER_REQUEST = record(
    {
        "transfer_type": fixed("wire"),
        "direction": one_of(_DIRECTIONS),
        "amount": decimal("In euro, at most two digits after the point."),
    },
    {
        "bank_id": identifier("A recipient bank of the account."),
        "timing": fixed("immediate"),
        "fee_payment_method": text(),
        "additional_information": text("Taken, and not kept."),
    },
)
TRANSFER_REQUEST["examples"] = [
    {"transfer_type": "wire", "direction": "INCOMING", "amount": "1000"}
]
TRANSFER = record(
    {
        "id": identifier(),
        "account_id": identifier(),
        "relationship_id": {"type": "null"},
        "bank_id": optional(identifier()),
        "type": fixed("wire"),
        "direction": one_of(_DIRECTIONS),
        "status": one_of([status.value for status in TransferStatus]),
        "reason": optional(text()),
        **{name: decimal("In euro.") for name in ("amount", "requested_amount")},
        **{name: decimal("Always zero.") for name in ("instant_amount", "fee")},
        "fee_payment_method": text(),
        "currency": fixed("EUR"),
        "additional_information": {"type": "null"},
        "created_at": instant(),
        "updated_at": instant(),
        "expires_at": {"type": "null"},
        "hold_until": {"type": "null"},
    }
)
JOURNAL_NOT_KEPT = {
    name: text("Taken, and not kept.")
    for name in (
        "description", "transmitter_name", "transmitter_account_number", "transmitter_address",
        "transmitter_financial_institution", "transmitter_timestamp",
    )
}  # fmt: skip
_JOURNAL_TYPE = one_of([each.value for each in JournalType], "Cash or securities.")
JOURNAL_REQUEST = record(
    {"entry_type": _JOURNAL_TYPE, "from_account": identifier(), "to_account": identifier()},
    {
        "amount": decimal("In euro, for cash."),
        "symbol": text("For securities."),
        "qty": decimal("Shares, for securities."),
        "currency": fixed("EUR"),
        **JOURNAL_NOT_KEPT,
    },
)
JOURNAL = record(
    {
        "id": identifier(),
        "entry_type": _JOURNAL_TYPE,
        "from_account": identifier(),
        "to_account": identifier(),
        "status": one_of([status.value for status in JournalStatus]),
        "symbol": optional(text()),
        "qty": optional(decimal()),
        "price": {"type": "null"},
        "net_amount": optional(decimal("In euro.")),
        "currency": fixed("EUR"),
        "description": text("Always empty."),
        "settle_date": optional(day()),
        "system_date": optional(day()),
        "created_at": instant(),
    }
)

SCHEMAS: dict[str, Schema] = {
    "AccountRequest": ACCOUNT_REQUEST,
    "AccountChange": ACCOUNT_CHANGE,
    "Account": ACCOUNT,
    "DocumentRequests": items(block_schema(OWNER_DOCUMENT), minItems=1),
    "Document": DOCUMENT,
    "BankRequest": BANK_REQUEST,
    "Bank": BANK_SHOWN,
    "JournalRequest": JOURNAL_REQUEST,
    "Journal": JOURNAL,
    "TransferRequest": TRANSFER_REQUEST,
    "Transfer": TRANSFER,
}
