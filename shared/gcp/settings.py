"""Settings, read from the environment once; a missing value stops the start with its name."""

import json
import os  # the only module that may read the environment
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

QUOTE_AGE_MAX_MS_DEFAULT = 15_000
RATE_LIMIT_DEFAULT = 1_000
PORT_DEFAULT = 8080
TOKEN_KEY_DEFAULT = "token-signing/1"  # noqa: S105  # a name


class MissingSetting(Exception):
    """Say which setting is absent; values are never part of the text."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a deployable is told. Hosts are None outside the local stack.

    `region` is where its messages are published from (D2); None on the emulator. Only functions
    that use keys are told their location and key ring. `token_key` is the key, and its version,
    that signs access tokens; `api_url` is where partners reach the platform. `instant_funding`
    credits incoming transfers at once: the sandbox's setting, never a bank's. `review` decides on
    applications: `human`, or the sandbox's `automatic`. Objects lie in `objects_bucket`, or in a
    local stack's `objects_folder`; `storage_url` is where an emulator of buckets is.
    `bank` pays withdrawals out: `none`, so that they wait, or the sandbox's `simulated`;
    `omnibus_iban` is the clients' account there, which deposits come to.
    """

    project: str
    region: str | None
    database: str
    firestore_host: str | None
    pubsub_host: str | None
    kms_host: str | None
    kms_location: str | None
    kms_key_ring: str | None
    border_key_id: str
    border_signing_seed: bytes = field(repr=False)
    border_peer_keys: Mapping[str, str]
    market_hours: str
    quote_age_max_ms: int
    rate_limit_per_minute: int
    token_key: str
    api_url: str | None
    instant_funding: bool
    review: str
    objects_bucket: str | None
    objects_folder: str | None
    storage_url: str | None
    bank: str
    omnibus_iban: str


def read(environment: Mapping[str, str]) -> Settings:
    """Build the settings from an environment.

    Raises MissingSetting with the name of the first one that is absent.
    """

    def required(name: str) -> str:
        if name not in environment:
            raise MissingSetting(name)
        return environment[name]

    return Settings(
        project=required("PROJECT"),
        region=environment.get("REGION"),
        database=required("DATABASE"),
        firestore_host=environment.get("FIRESTORE_EMULATOR_HOST"),
        pubsub_host=environment.get("PUBSUB_EMULATOR_HOST"),
        kms_host=environment.get("KMS_EMULATOR_HOST"),
        kms_location=environment.get("KMS_LOCATION"),
        kms_key_ring=environment.get("KMS_KEY_RING"),
        border_key_id=required("BORDER_KEY_ID"),
        border_signing_seed=bytes.fromhex(required("BORDER_SIGNING_SEED")),
        border_peer_keys=json.loads(required("BORDER_PEER_KEYS")),
        market_hours=environment.get("MARKET_HOURS", "real"),
        quote_age_max_ms=int(environment.get("QUOTE_AGE_MAX_MS", QUOTE_AGE_MAX_MS_DEFAULT)),
        rate_limit_per_minute=int(environment.get("RATE_LIMIT_PER_MINUTE", RATE_LIMIT_DEFAULT)),
        token_key=environment.get("TOKEN_KEY", TOKEN_KEY_DEFAULT),
        api_url=environment.get("API_URL"),
        instant_funding=environment.get("INSTANT_FUNDING") == "on",
        review=environment.get("REVIEW", "human"),
        objects_bucket=environment.get("OBJECTS_BUCKET"),
        objects_folder=environment.get("OBJECTS_FOLDER"),
        storage_url=environment.get("STORAGE_EMULATOR_HOST"),
        bank=environment.get("BANK", "none"),
        omnibus_iban=environment.get("OMNIBUS_IBAN", ""),
    )


@cache
def settings() -> Settings:
    """Return this process's settings."""
    return read(os.environ)  # noqa: TID251  # the one place


def clock_shift_file() -> str | None:
    """Return the file that says how far this process's clock is ahead; a local stack alone has one.

    It is no part of the settings: every deployable has a clock, before it has any of those.
    """
    return os.environ.get("CLOCK_SHIFT_FILE")  # noqa: TID251  # the one place


@dataclass(frozen=True, slots=True)
class RelaySettings:
    """What the relay is told; it signs nothing, so it has no key.

    `stream_*` say how long a stream may be silent, how often missing pages are looked for and
    credentials are checked again, when a connection that takes nothing is ended, how long one may
    last at most, and how many one key may hold open.
    """

    project: str
    region: str | None
    database: str
    firestore_host: str | None
    pubsub_host: str | None
    listen_address: str
    port: int
    rate_limit_per_minute: int
    stream_heartbeat_ms: int
    stream_poll_ms: int
    stream_recheck_ms: int
    stream_stall_ms: int
    stream_age_max_ms: int
    stream_limit_per_key: int


def read_relay(environment: Mapping[str, str]) -> RelaySettings:
    """Build the relay's settings from an environment.

    Raises MissingSetting with the name of the first one that is absent.
    """

    def number(name: str, default: int) -> int:
        return int(environment.get(name, default))

    for name in ("PROJECT", "DATABASE"):
        if name not in environment:
            raise MissingSetting(name)
    return RelaySettings(
        project=environment["PROJECT"],
        region=environment.get("REGION"),
        database=environment["DATABASE"],
        firestore_host=environment.get("FIRESTORE_EMULATOR_HOST"),
        pubsub_host=environment.get("PUBSUB_EMULATOR_HOST"),
        listen_address=environment.get("LISTEN_ADDRESS", "0.0.0.0"),  # noqa: S104  # a container
        port=number("PORT", PORT_DEFAULT),
        rate_limit_per_minute=number("RATE_LIMIT_PER_MINUTE", RATE_LIMIT_DEFAULT),
        stream_heartbeat_ms=number("STREAM_HEARTBEAT_MS", 12_000),
        stream_poll_ms=number("STREAM_POLL_MS", 5_000),
        stream_recheck_ms=number("STREAM_RECHECK_MS", 5_000),
        stream_stall_ms=number("STREAM_STALL_MS", 30_000),
        stream_age_max_ms=number("STREAM_AGE_MAX_MS", 3_480_000),
        stream_limit_per_key=number("STREAM_LIMIT_PER_KEY", 25),
    )


@cache
def relay_settings() -> RelaySettings:
    """Return this process's settings, where it is a relay."""
    return read_relay(os.environ)  # noqa: TID251  # the one place
