"""An application for an account, as `POST /v1/accounts` takes it, and changes of one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from shared.core.canonical import canonical_json
from shared.core.errors import Refusal
from shared.eu.accounts.model.configuration import Configuration, changed
from shared.eu.identity.model.agreements import Agreements, read_agreements
from shared.eu.identity.model.consistency import check_trusted_contact, checked
from shared.eu.identity.model.field_readers import several
from shared.eu.identity.model.owner_document import OwnerDocument, read_documents
from shared.eu.identity.model.person import (
    OWNER_BLOCKS,
    SUITABILITY,
    TRUSTED_CONTACT,
    Values,
    read_block,
)
from shared.eu.vault.model.pii import Pii

MADRID = ZoneInfo("Europe/Madrid")
CURRENCY = "EUR"
ACCOUNT_TYPE = "trading"
ENABLED_ASSETS = ("us_equity",)
CREATE_FIELDS = (
    "account_type", "account_sub_type", "agreements", "contact", "currency", "disclosures",
    "documents", "enabled_assets", "identity", "trading_configurations", "trusted_contact",
    *SUITABILITY,
)  # fmt: skip
UPDATE_FIELDS = ("agreements", "contact", "disclosures", "identity", "trusted_contact")


@dataclass(frozen=True, slots=True)
class Application:
    """A complete application; every personal value is hidden."""

    owner: Values
    trusted_contact: Values
    agreements: Agreements
    documents: tuple[OwnerDocument, ...]
    configuration: Configuration

    def fingerprint(self) -> bytes:
        """Return bytes that are the same for the same application; they are personal."""
        values = {**self.owner, **self.trusted_contact, "agreements": self.agreements.accepted}
        facts: dict[str, Any] = {path: value.reveal() for path, value in values.items()}
        facts["documents"] = [
            [document.document_type, sha256(document.content.reveal()).hexdigest()]
            for document in self.documents
        ]
        facts["configuration"] = dict(self.configuration)
        return canonical_json(facts)


def read_application(body: Any, now: datetime) -> Application:
    """Read the body of `POST /v1/accounts`.

    Raises Refusal with the first field that is wrong.
    """
    given = _given(body, CREATE_FIELDS)
    _check_offer(given)
    owner = _owner(given)
    trusted = _trusted_contact(given)
    return Application(
        owner=checked(owner, now.astimezone(MADRID).date()),
        trusted_contact=trusted,
        agreements=read_agreements(given.get("agreements"), now),
        documents=tuple(read_documents(given["documents"]) if given.get("documents") else ()),
        configuration=changed(
            {}, given.get("trading_configurations", {}), "trading_configurations"
        ),
    )


def read_update(body: Any) -> Mapping[str, Any]:
    """Read the body of `PATCH /v1/accounts/{id}`: the blocks that it changes, not yet checked.

    Raises Refusal.
    """
    given = _given(body, UPDATE_FIELDS)
    if not given:
        raise Refusal("missing_field")
    return given


def changed_owner(current: Values, given: Mapping[str, Any], now: datetime) -> Values:
    """Return the values of a person that an update changes.

    Raises Refusal: the person must be as consistent afterwards as a new one.
    """
    update: Values = {}
    for block in OWNER_BLOCKS:
        if block.name in given:
            update |= read_block(block, given[block.name], required=False)
    complete = checked({**current, **update}, now.astimezone(MADRID).date())
    return {p: complete[p] for p in complete if complete[p] != current.get(p)}


def changed_trusted_contact(current: Values, given: Mapping[str, Any]) -> Values:
    """Return the values of a trusted contact that an update changes.

    Raises Refusal.
    """
    if TRUSTED_CONTACT.name not in given:
        return {}
    update = read_block(TRUSTED_CONTACT, given[TRUSTED_CONTACT.name], required=not current)
    check_trusted_contact({**current, **update})
    return {p: value for p, value in update.items() if value != current.get(p)}


def _given(body: Any, fields: Iterable[str]) -> dict[str, Any]:
    if not isinstance(body, dict):
        raise Refusal("malformed_body")
    given = {name: value for name, value in body.items() if value is not None}
    if not given.keys() <= set(fields):
        raise Refusal("unknown_field")
    return given


def _check_offer(given: Mapping[str, Any]) -> None:
    if given.get("account_type", ACCOUNT_TYPE) != ACCOUNT_TYPE:
        raise Refusal("invalid_field", "account_type")
    if "account_sub_type" in given:
        raise Refusal("invalid_field", "account_sub_type")
    if given.get("currency", CURRENCY) != CURRENCY:
        raise Refusal("invalid_field", "currency")
    if "enabled_assets" in given:
        several(*ENABLED_ASSETS)(given["enabled_assets"], "enabled_assets")


def _owner(given: Mapping[str, Any]) -> Values:
    owner: Values = {}
    for block in OWNER_BLOCKS:
        owner |= read_block(block, given.get(block.name), required=True)
    # Alpaca has moved these from the identity to the top of the body; both places are read.
    for name, reader in SUITABILITY.items():
        if name in given:
            owner[f"identity.{name}"] = Pii(reader(given[name], name))
    return owner


def _trusted_contact(given: Mapping[str, Any]) -> Values:
    if TRUSTED_CONTACT.name not in given:
        return {}
    values = read_block(TRUSTED_CONTACT, given[TRUSTED_CONTACT.name], required=True)
    check_trusted_contact(values)
    return values
