"""What each region's functions are told: projects, emulators, and fresh border keys."""

import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from emulators.kms.key_list import KeyList
from emulators.regions import REGIONS, RegionName
from shared.border.signing import Signer

# Settings a developer may pass on to the functions; the rest of the environment stays outside.
PASSED_ON = {
    "MARKET_HOURS": "always",
    "RATE_LIMIT_PER_MINUTE": "1000",
    "BANK": "simulated",
    "INSTANT_FUNDING": "on",
    "OMNIBUS_IBAN": "ES7921000813610123456789",
    "REVIEW": "automatic",
}
SEED_BYTES = 32
# The same for the relay; what is not set has the relay's own default.
RELAY_PASSED_ON = (
    "STREAM_AGE_MAX_MS",
    "STREAM_HEARTBEAT_MS",
    "STREAM_LIMIT_PER_KEY",
    "STREAM_POLL_MS",
    "STREAM_RECHECK_MS",
    "STREAM_STALL_MS",
)


def router_environments(firestore_host: str, pubsub_host: str) -> dict[RegionName, dict[str, str]]:
    """Return the environment of each region's router; every call makes new border keys."""
    seeds: dict[RegionName, bytes] = {name: secrets.token_bytes(SEED_BYTES) for name in REGIONS}
    peers: dict[RegionName, RegionName] = {"eu": "us", "us": "eu"}
    settings = {name: os.environ.get(name) or default for name, default in PASSED_ON.items()}
    return {
        name: settings
        | {
            "PROJECT": region.project,
            "DATABASE": region.database,
            "FIRESTORE_EMULATOR_HOST": firestore_host,
            "PUBSUB_EMULATOR_HOST": pubsub_host,
        }
        | _border_keys(name, peers[name], seeds)
        for name, region in REGIONS.items()
    }


def omnibus_iban() -> str:
    """Return the clients' account at the sandbox's bank, which deposits come to."""
    return os.environ.get("OMNIBUS_IBAN") or PASSED_ON["OMNIBUS_IBAN"]


def relay_environment(firestore_host: str, pubsub_host: str, port: int) -> dict[str, str]:
    """Return the environment of the relay, which has no key of any kind."""
    region = REGIONS["eu"]
    names = ("RATE_LIMIT_PER_MINUTE", *RELAY_PASSED_ON)
    return {name: os.environ[name] for name in names if os.environ.get(name)} | {
        "PROJECT": region.project,
        "DATABASE": region.database,
        "FIRESTORE_EMULATOR_HOST": firestore_host,
        "PUBSUB_EMULATOR_HOST": pubsub_host,
        "LISTEN_ADDRESS": "127.0.0.1",
        "PORT": str(port),
    }


def clock_environment(shift_file: Path) -> dict[str, str]:
    """Return what every function and the relay are told of the stack's clock."""
    return {"CLOCK_SHIFT_FILE": str(shift_file)}


def key_environment(kms_host: str, listed: KeyList) -> dict[str, str]:
    """Return what functions that use keys are told besides; each names its own account."""
    return {
        "KMS_EMULATOR_HOST": kms_host,
        "KMS_LOCATION": listed.location,
        "KMS_KEY_RING": listed.key_ring,
    }


def _border_keys(
    own: RegionName, peer: RegionName, seeds: Mapping[RegionName, bytes]
) -> dict[str, str]:
    peer_signer = Signer.from_seed(_key_id(peer), seeds[peer])
    return {
        "BORDER_KEY_ID": _key_id(own),
        "BORDER_SIGNING_SEED": seeds[own].hex(),
        "BORDER_PEER_KEYS": json.dumps({peer_signer.key_id: peer_signer.public_key_hex()}),
    }


def _key_id(region: RegionName) -> str:
    return f"{region}-sandbox"
