"""The one list of keys, functions/keys.json: what each is for, and which account has which role."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from emulators.regions import REGIONS
from emulators.sandbox import ROOT
from functions.bundle import bundles
from shared.gcp.service_accounts import email_of

FILE = ROOT / "functions" / "keys.json"
# Stands for the service account of every EU function of bundles.json.
EVERY_EU_FUNCTION = "every-eu-function"
# Creates keys and sets their policies, as Terraform does in the cloud; it may use none.
ADMINISTRATOR = "terraform"

Members = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListedKey:
    """A key; `roles` has the e-mails of its members by role."""

    name: str
    purpose: str
    algorithm: str
    rotation_days: int | None
    roles: Mapping[str, Members]


@dataclass(frozen=True, slots=True)
class KeyList:
    """A project's key ring with its keys; `permissions` are on the whole location."""

    project: str
    location: str
    key_ring: str
    protection_level: str
    destroy_after_days: int
    keys: tuple[ListedKey, ...]
    permissions: Mapping[str, Members]

    @property
    def administrator(self) -> str:
        """The e-mail of the account that creates the keys."""
        return email_of(ADMINISTRATOR, self.project)

    def grants(self) -> Iterator[tuple[str, str]]:
        """Yield what the service is told at its start: e-mails with a role or a permission."""
        yield self.administrator, "roles/cloudkms.admin"
        for permission, members in self.permissions.items():
            for member in members:
                yield member, permission


def read(file: Path = FILE) -> KeyList:
    """Read the list of the EU project's keys."""
    listed = json.loads(file.read_text())
    keys = tuple(ListedKey(**(key | {"roles": _by_email(key["roles"])})) for key in listed["keys"])
    permissions = _by_email(listed["permissions"])
    project = REGIONS["eu"].project
    return KeyList(**(listed | {"project": project, "keys": keys, "permissions": permissions}))


def _by_email(members: Mapping[str, Any]) -> dict[str, Members]:
    project = REGIONS["eu"].project
    return {
        granted: tuple(email_of(account, project) for account in _accounts(listed))
        for granted, listed in members.items()
    }


def _accounts(listed: list[str]) -> Iterator[str]:
    for account in listed:
        if account == EVERY_EU_FUNCTION:
            yield from (f"fn-{each.name}" for each in bundles().values() if each.region == "eu")
        else:
            yield account
