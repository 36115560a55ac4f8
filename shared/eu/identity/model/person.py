"""What is told of a person: the blocks of Alpaca's account body, as values for the vault.

The tables list every field that is taken; the register must know each of them (R-101).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from shared.core.errors import Refusal
from shared.eu.identity.model import field_readers as read
from shared.eu.identity.model.field_readers import Reader, choice, several, text
from shared.eu.vault.model.pii import Pii
from shared.eu.vault.model.registry import NOT_COLLECTED, entry

Values = dict[str, Pii[Any]]

CONTEXTS_MAX = 10
_EXPERIENCE = choice("none", "1_to_5_years", "over_5_years")
_upper = partial(choice, change=str.upper)

SUITABILITY: Mapping[str, Reader] = {
    "investment_objective": choice(
        "generate_income",
        "preserve_wealth",
        "market_speculation",
        "growth",
        "balance_preserve_wealth_with_growth",
    ),
    "investment_time_horizon": choice(
        "less_than_1_year", "1_to_2_years", "3_to_5_years", "6_to_10_years", "more_than_10_years"
    ),
    "risk_tolerance": choice("conservative", "moderate", "significant_risk"),
    "liquidity_needs": choice(
        "very_important", "important", "somewhat_important", "does_not_matter"
    ),
}


@dataclass(frozen=True, slots=True)
class Block:
    """A part of the body: its fields, and which of them a new account must have."""

    name: str
    readers: Mapping[str, Reader]
    required: tuple[str, ...]


CONTACT = Block(
    "contact",
    {
        "email_address": read.email,
        "phone_number": read.phone,
        "street_address": read.street,
        "unit": text(32),
        "city": read.name,
        "state": text(50),
        "postal_code": text(12),
        "country": read.country,
    },
    ("email_address", "street_address", "city"),
)
IDENTITY = Block(
    "identity",
    {
        "given_name": read.name,
        "middle_name": read.name,
        "family_name": read.name,
        "date_of_birth": read.day,
        "tax_id": text(40),
        "tax_id_type": text(32),
        "country_of_citizenship": read.country,
        "country_of_birth": read.country,
        "country_of_tax_residence": read.country,
        "visa_type": _upper(
            "B1", "B2", "DACA", "E1", "E2", "E3", "F1", "G4", "H1B", "J1", "L1", "OTHER", "O1",
            "TN1",
        ),
        "visa_expiration_date": read.day,
        "date_of_departure_from_usa": read.day,
        "permanent_resident": read.flag,
        "funding_source": several(
            "employment_income", "investments", "inheritance", "business_income", "savings",
            "family",
        ),
        "annual_income_min": read.money,
        "annual_income_max": read.money,
        "liquid_net_worth_min": read.money,
        "liquid_net_worth_max": read.money,
        "total_net_worth_min": read.money,
        "total_net_worth_max": read.money,
        "investment_experience_with_stocks": _EXPERIENCE,
        "investment_experience_with_options": _EXPERIENCE,
        **SUITABILITY,
        "marital_status": text(32),
        "number_of_dependents": read.money,
    },
    (
        "given_name", "family_name", "date_of_birth", "tax_id", "tax_id_type",
        "country_of_tax_residence",
    ),
)  # fmt: skip
DISCLOSURE_CONTEXT = Block(
    "disclosures.context",
    {
        "context_type": choice("CONTROLLED_FIRM", "IMMEDIATE_FAMILY_EXPOSED", "AFFILIATE_FIRM"),
        "company_name": text(100),
        "company_street_address": text(200),
        "company_city": text(100),
        "company_state": text(50),
        "company_country": read.country,
        "company_compliance_email": read.email,
        "given_name": read.name,
        "family_name": read.name,
    },
    ("context_type",),
)


def disclosure_contexts(value: Any, path: str) -> list[dict[str, Any]]:
    """Read the explanations of disclosures; each is stored as one text."""
    if not isinstance(value, list) or len(value) > CONTEXTS_MAX:
        raise Refusal("invalid_field", path)
    read_each = [read_block(DISCLOSURE_CONTEXT, item, required=True) for item in value]
    return [
        {path.rpartition(".")[2]: field.reveal() for path, field in fields.items()}
        for fields in read_each
    ]


DISCLOSURES = Block(
    "disclosures",
    {
        "is_control_person": read.flag,
        "is_affiliated_exchange_or_finra": read.flag,
        "is_politically_exposed": read.flag,
        "immediate_family_exposed": read.flag,
        "employment_status": _upper("UNEMPLOYED", "EMPLOYED", "STUDENT", "RETIRED"),
        "employment_sector": text(40),
        "employer_name": text(100),
        "employer_address": text(200),
        "employment_position": text(100),
        "context": disclosure_contexts,
    },
    (
        "is_control_person",
        "is_affiliated_exchange_or_finra",
        "is_politically_exposed",
        "immediate_family_exposed",
    ),
)
TRUSTED_CONTACT = Block(
    "trusted_contact",
    {
        "given_name": read.name,
        "family_name": read.name,
        "email_address": read.email,
        "phone_number": read.phone,
        "street_address": read.one_line_street,
        "city": read.name,
        "state": text(50),
        "postal_code": text(12),
        "country": read.country,
    },
    ("given_name", "family_name"),
)
OWNER_BLOCKS = (CONTACT, IDENTITY, DISCLOSURES)


def read_block(block: Block, body: Any, *, required: bool) -> Values:
    """Read a block's fields into hidden values; null counts as absent.

    Raises Refusal: missing_field, unknown_field (which names the block: a field's own name may be
    personal), or what the field's reader says.
    """
    if body is None:
        raise Refusal("missing_field", block.name)
    if not isinstance(body, dict):
        raise Refusal("invalid_field", block.name)
    given = {name: value for name, value in body.items() if value is not None}
    if not given.keys() <= block.readers.keys():
        raise Refusal("unknown_field", block.name)
    for name in block.required if required else ():
        if name not in given:
            raise Refusal("missing_field", f"{block.name}.{name}")
    values: Values = {}
    for name, reader in block.readers.items():
        path = f"{block.name}.{name}"
        if name in given and entry(path).retention != NOT_COLLECTED:
            values[path] = Pii(reader(given[name], path))
    return values


def full_name(values: Mapping[str, Pii[Any]]) -> Pii[str]:
    """Return a person's whole name, as it stands on a payment."""
    names = ("given_name", "middle_name", "family_name")
    paths = (f"{IDENTITY.name}.{name}" for name in names)
    return Pii(" ".join(values[path].reveal() for path in paths if path in values))
