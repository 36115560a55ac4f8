"""Agreements that a person has accepted, with where and when; the notice version comes of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from shared.core.clock import instant_of
from shared.core.errors import Refusal
from shared.eu.identity.model import field_readers as read
from shared.eu.identity.model.field_readers import choice, text
from shared.eu.identity.model.person import Block, read_block
from shared.eu.vault.model.pii import Pii

AGREEMENTS_MAX = 20
# Partners' clocks may be ahead of ours.
CLOCK_SKEW_MAX = timedelta(hours=24)
NEEDED = ("customer_agreement", "account_agreement", "margin_agreement")
CURRENT_REVISION = "1.2026.11"
NOTICE_AGREEMENT = "customer_agreement"

AGREEMENT = Block(
    "agreements",
    {
        "agreement": choice(*NEEDED, "crypto_agreement", "options_agreement"),
        "revision": text(32),
        "signed_at": read.instant,
        "ip_address": read.ip,
    },
    ("agreement", "signed_at", "ip_address"),
)


@dataclass(frozen=True, slots=True)
class Agreements:
    """Accepted agreements, hidden as a whole, and the version of the notice that was shown."""

    accepted: Pii[list[dict[str, str]]]
    notice_version: str


def read_agreements(body: Any, now: datetime) -> Agreements:
    """Read the agreements of a new account: those that are needed must be among them (R-130).

    Raises Refusal.
    """
    accepted = read_accepted(body, now)
    kinds = [item["agreement"] for item in accepted]
    if not set(NEEDED) <= set(kinds):
        raise Refusal("agreement_missing", "agreements")
    revision = accepted[kinds.index(NOTICE_AGREEMENT)]["revision"]
    return Agreements(Pii(accepted), revision)


def read_accepted(body: Any, now: datetime) -> list[dict[str, str]]:
    """Read a list of agreements; one without a revision has the current one.

    Raises Refusal.
    """
    if body is None:
        raise Refusal("missing_field", "agreements")
    if not isinstance(body, list) or len(body) > AGREEMENTS_MAX:
        raise Refusal("invalid_field", "agreements")
    accepted = []
    for item in body:
        values = read_block(AGREEMENT, item, required=True)
        fields = {path.rpartition(".")[2]: value.reveal() for path, value in values.items()}
        if instant_of(fields["signed_at"]) > now + CLOCK_SKEW_MAX:
            raise Refusal("invalid_field", "agreements.signed_at")
        accepted.append({"revision": CURRENT_REVISION, **fields})
    return accepted


def joined(
    earlier: Sequence[dict[str, str]], later: Sequence[dict[str, str]]
) -> list[dict[str, str]]:
    """Return what was accepted before and now; the same acceptance counts once."""
    return [*earlier, *(item for item in later if item not in earlier)]
