"""Accounts with their holders as partners see them, in Alpaca's shape: whole blocks, or none."""

from collections.abc import Mapping, Sequence
from typing import Any

from shared.core.clock import rfc3339
from shared.core.money import CASH_SCALE, text
from shared.eu.accounts.model.account import Account
from shared.eu.accounts.model.configuration import effective
from shared.eu.identity.model.application import ACCOUNT_TYPE, CURRENCY, ENABLED_ASSETS
from shared.eu.identity.model.tax_ids import masked, shown_type
from shared.eu.vault.model.pii import Pii
from shared.eu.vault.model.registry import entry

PERSON_BLOCKS = ("contact", "identity", "disclosures", "agreements", "trusted_contact")
ENTITIES = (*PERSON_BLOCKS, "documents", "trading_configurations")
READER = "partner"
AGREEMENTS = "agreements.accepted"

Values = Mapping[str, Pii[Any]]


def account_view(account: Account, blocks: Mapping[str, Any]) -> dict[str, Any]:
    """Render an account with the blocks of its holder."""
    return {
        "id": account.account_id,
        "account_number": account.account_number,
        "account_type": ACCOUNT_TYPE,
        "status": account.state.value,
        "crypto_status": "INACTIVE",
        "currency": CURRENCY,
        "created_at": rfc3339(account.created_at),
        "last_equity": text(account.cash, CASH_SCALE),
        "enabled_assets": list(ENABLED_ASSETS),
        **blocks,
    }


def person_blocks(values: Values, entities: Sequence[str]) -> dict[str, Any]:
    """Render the blocks of a person, as far as the register lets partners read them."""
    blocks: dict[str, Any] = {}
    for path, value in values.items():
        block, _, name = path.partition(".")
        right = entry(path).readers.get(READER)
        if block not in entities or right is None:
            continue
        if path == AGREEMENTS:
            blocks[block] = value.reveal()
        else:
            shown = value.reveal() if right == "clear" else masked(value.reveal())
            blocks.setdefault(block, {})[name] = shown
    if "tax_id_type" in blocks.get("identity", {}):
        blocks["identity"]["tax_id_type"] = shown_type(blocks["identity"]["tax_id_type"])
    return blocks


def configuration_block(account: Account, entities: Sequence[str]) -> dict[str, Any]:
    """Render the settings of an account where they are asked for."""
    if "trading_configurations" not in entities:
        return {}
    return {"trading_configurations": effective(account.configuration)}
