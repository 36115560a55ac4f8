"""The list of keys: who may do what with personal data and signatures."""

from emulators.kms.algorithms import ALGORITHMS, AlgorithmName
from emulators.kms.key_list import KeyList, read
from emulators.kms.roles import permissions_of
from functions.bundle import bundles
from shared.gcp.service_accounts import email_of

PROJECT = "two-ledger-eu"
IDENTITY, IDENTITY_JOBS, AUTH, BOOKS, LEGAL_RELEASE = (
    email_of(account, PROJECT)
    for account in ("fn-identity", "fn-identity-jobs", "fn-auth", "fn-books", "legal-release")
)
USE_TO = "cloudkms.cryptoKeyVersions.useTo"
BLIND_INDEXES = {f"blind-index-{field}" for field in ("email", "tax-id", "phone", "iban")}


def holders(listed: KeyList, permission: str) -> dict[str, set[str]]:
    """Return by key who has a permission on it."""
    found = {
        key.name: {
            member
            for role, members in key.roles.items()
            if permission in permissions_of(role)
            for member in members
        }
        for key in listed.keys
    }
    return {name: members for name, members in found.items() if members}


def test_only_the_identity_service_reads_personal_data() -> None:
    """Its sweepers open what they block, and make nobody's keys."""
    listed = read()
    assert holders(listed, f"{USE_TO}Decrypt") == {
        "vault-kek": {IDENTITY, IDENTITY_JOBS},
        "blocked-kek": {LEGAL_RELEASE},
    }
    assert holders(listed, f"{USE_TO}Encrypt") == {
        "vault-kek": {IDENTITY},
        "blocked-kek": {IDENTITY, IDENTITY_JOBS},
    }


def test_a_code_or_a_signature_has_one_author() -> None:
    assert holders(read(), f"{USE_TO}Sign") == {
        **{name: {IDENTITY} for name in BLIND_INDEXES},
        "token-signing": {AUTH},
        "checkpoint-signing": {BOOKS},
    }


def test_every_eu_function_and_no_other_sees_public_keys() -> None:
    eu = {
        email_of(f"fn-{each.name}", PROJECT) for each in bundles().values() if each.region == "eu"
    }
    assert holders(read(), "cloudkms.cryptoKeyVersions.viewPublicKey") == {
        "token-signing": eu,
        "checkpoint-signing": eu,
    }


def test_nobody_manages_the_keys_that_he_uses() -> None:
    listed = read()
    assert dict(listed.grants()) == {
        listed.administrator: "roles/cloudkms.admin",
        IDENTITY: "cloudkms.locations.generateRandomBytes",
    }
    for key in listed.keys:
        assert listed.administrator not in {each for some in key.roles.values() for each in some}


def test_keys_are_what_the_service_has() -> None:
    listed = read()
    names = [key.name for key in listed.keys]
    assert len(names) == len(set(names)) == 8
    for key in listed.keys:
        assert ALGORITHMS[getattr(AlgorithmName, key.algorithm)].purpose.name == key.purpose
    rotating = {key.name for key in listed.keys if key.rotation_days}
    assert rotating == {key.name for key in listed.keys if key.purpose == "ENCRYPT_DECRYPT"}
    assert (listed.location, listed.protection_level) == ("europe-southwest1", "HSM")
    assert 1 <= listed.destroy_after_days <= 120
