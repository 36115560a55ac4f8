"""Bodies of `POST /v1/accounts`: a person from Madrid, and ways to change what is told of her."""

import copy
from typing import Any

SIGNED = {"signed_at": "2026-11-19T10:00:00Z", "ip_address": "203.0.113.7"}

BANK: dict[str, Any] = {
    "name": "CaixaBank",
    "bank_code_type": "BIC",
    "bank_code": "CAIXESBBXXX",
    "account_number": "ES9121000418450200051332",
    "country": "ESP",
    "state_province": "Madrid",
    "postal_code": "28013",
    "city": "Madrid",
    "street_address": "Calle de Alcala 39",
}


def application(**changes: Any) -> dict[str, Any]:
    """Return a valid body; `contact__city="Ávila"` changes a field, None takes it away."""
    body: dict[str, Any] = {
        "contact": {
            "email_address": "ana.garcia@example.org",
            "phone_number": "+34600111222",
            "street_address": ["Calle Mayor 1", "2 B"],
            "city": "Madrid",
            "postal_code": "28013",
            "country": "ESP",
        },
        "identity": {
            "given_name": "Ana",
            "family_name": "Garcia Lopez",
            "date_of_birth": "1990-02-28",
            "tax_id": "12345678-z",
            "tax_id_type": "NATIONAL_ID",
            "country_of_citizenship": "ESP",
            "country_of_birth": "ESP",
            "country_of_tax_residence": "ESP",
            "funding_source": ["employment_income", "savings"],
            "annual_income_min": "30000",
            "annual_income_max": "50000",
        },
        "disclosures": {
            "is_control_person": False,
            "is_affiliated_exchange_or_finra": False,
            "is_politically_exposed": False,
            "immediate_family_exposed": False,
            "employment_status": "employed",
            "employer_name": "Panaderia Sol",
        },
        "agreements": [
            {"agreement": "customer_agreement", **SIGNED},
            {"agreement": "account_agreement", **SIGNED},
            {"agreement": "margin_agreement", **SIGNED},
        ],
        "trusted_contact": {
            "given_name": "Luis",
            "family_name": "Garcia",
            "email_address": "luis@example.net",
        },
    }
    for where, value in changes.items():
        _change(body, where.split("__"), copy.deepcopy(value))
    return body


def _change(body: Any, where: list[str], value: Any) -> None:
    *parents, last = [int(name) if name.isdigit() else name for name in where]
    for name in parents:
        body = body[name]
    if value is None:
        del body[last]
    else:
        body[last] = value
