"""The identity service over the twins: three databases, keys, objects, and what partners get."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from shared.core.documents import Snapshot
from shared.eu.accounts.model.account import Account
from shared.eu.accounts.paths import account_of, account_path
from shared.eu.identity.model.application import read_application
from shared.eu.identity.model.views import ENTITIES
from shared.eu.identity.service.review import AutomaticReview, Review
from shared.eu.identity.wiring.identity import over
from shared.eu.identity.wiring.stores import Stores as WiredStores
from shared.eu.vault.service.counted_keys import CountedKeys
from shared.memory.clock import SeededEntropy, VirtualClock
from shared.memory.documents import MemoryDocuments
from shared.memory.keys import MemoryKeys
from shared.memory.objects import MemoryObjects
from tests.unit.eu.identity.bodies import application

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
PARTNER = "ACME"
OMNIBUS = "ES7921000813610123456789"


@dataclass
class Stores:
    """What outlives an instance of the service."""

    ledger: MemoryDocuments = field(default_factory=MemoryDocuments)
    vault: MemoryDocuments = field(default_factory=MemoryDocuments)
    vault_keys: MemoryDocuments = field(default_factory=MemoryDocuments)
    objects: MemoryObjects = field(default_factory=MemoryObjects)
    keys: CountedKeys = field(default_factory=lambda: CountedKeys(MemoryKeys("identity")))
    clock: VirtualClock = field(default_factory=lambda: VirtualClock(NOW))

    @property
    def databases(self) -> tuple[MemoryDocuments, ...]:
        """Return the three databases."""
        return self.ledger, self.vault, self.vault_keys

    def documents(self) -> dict[str, Any]:
        """Return every document by database and path."""
        names = ("ledger", "vault", "vault-keys")
        return {
            f"{name}/{seen.path}": dict(seen.data or {})
            for name, database in zip(names, self.databases, strict=True)
            for collection in sorted(database._collections)
            for seen in database.query(collection, limit=10_000)
        }

    def named(self, *collections: str) -> list[str]:
        """Return the paths of all documents in some collections."""
        return [path for path in self.documents() if path.split("/")[1] in collections]


@dataclass
class Desk:
    """One instance of the service; `seed` is its own randomness."""

    stores: Stores = field(default_factory=Stores)
    seed: str = "desk"
    review: Review = field(default_factory=AutomaticReview)

    def __post_init__(self) -> None:
        stores = self.stores
        wired = WiredStores(
            stores.ledger, stores.vault, stores.vault_keys, stores.objects, stores.keys
        )
        self.services = over(wired, stores.clock, SeededEntropy(self.seed), self.review, OMNIBUS)
        self.profiles = self.services.profiles

    def open(self, partner: str = PARTNER, **changes: Any) -> Account:
        """Open an account and return it."""
        wanted = read_application(application(**changes), self.stores.clock.now())
        seen = self.services.onboarding.open(partner, wanted)
        return account_of(seen.path, seen.data or {})

    def account(self, account: Account) -> Account:
        """Return an account as it is now."""
        seen = self.seen(account)
        return account_of(seen.path, seen.data or {})

    def seen(self, account: Account) -> Snapshot:
        """Return an account's snapshot."""
        (seen,) = self.stores.ledger.get([account_path(account.account_id)])
        return seen

    def shown(self, account: Account) -> dict[str, Any]:
        """Return an account as its partner sees it."""
        (view,) = self.profiles.views([self.account(account)], ENTITIES, account.correspondent)
        return view

    def statuses(self, account: Account) -> list[tuple[str, str]]:
        """Return the steps of an account's life that were told, in order."""
        told = {}
        for seen in self.stores.ledger.query("events", limit=10_000):
            data = seen.data or {}
            if data["account_id"] == account.account_id:
                body = json.loads(data["body"])["account_status"]
                number = data["sequences"]["account_status"]
                told[number] = (body["status_from"], body["status_to"])
        assert sorted(told) == list(range(1, len(told) + 1))
        return [told[number] for number in sorted(told)]
