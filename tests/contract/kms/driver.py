"""The driver under the contract of keys: before a service that knows its caller, and no other."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from shared.gcp.keys import KmsKeys
from shared.gcp.service_accounts import email_of
from tests.contract.kms.running import Ring, running_kms

PROJECT, LOCATION_ID, RING_ID = "contract", "europe-southwest1", "keys"
CALLER = "fn-contract"
ADMIN = email_of("terraform", PROJECT)
KEYS = {"vault": "ENCRYPT_DECRYPT", "index": "MAC", "token": "ASYMMETRIC_SIGN"}
GRANTS = (
    (ADMIN, "roles/cloudkms.admin"),
    (email_of(CALLER, PROJECT), "roles/cloudkms.cryptoOperator"),
)


@contextmanager
def keys_of_the_contract(data: Path) -> Iterator[KmsKeys]:
    """Return the driver, with the keys that the contract asks for."""
    with running_kms(data, strict=True, grants=GRANTS) as kms:
        client = kms.client(ADMIN)
        parent = f"projects/{PROJECT}/locations/{LOCATION_ID}"
        created = client.create_key_ring(parent=parent, key_ring_id=RING_ID, key_ring={})
        ring = Ring(client, created.name)
        for name, purpose in KEYS.items():
            ring.key(name, purpose)
            ring.key(f"{name}-2", purpose)
        yield KmsKeys(PROJECT, LOCATION_ID, RING_ID, kms.host, caller=CALLER)
