"""Every kind of caller of the EU's functions: right, wrong, narrow, and other partners'."""

import base64
from dataclasses import dataclass, field
from typing import Any, Literal

import jwt
from cryptography.hazmat.primitives.asymmetric import ec

from emulators.partner_credentials import CLIENT_KEY_ID
from shared.core.clock import epoch_ms
from shared.core.documents import create
from shared.eu.auth.model.access_token import TTL_S
from shared.eu.auth.model.client import Client
from shared.eu.auth.model.credential import hash_secret
from shared.eu.auth.paths import client_document
from shared.eu.auth.service.key_directory import KeyDirectory
from shared.eu.auth.service.token_signer import TokenSigner
from shared.gcp.settings import settings
from tests.functions.in_process import Region

READER_ID, READER_SECRET = "CL0000000000000000RR", "r" * 64
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
STRANGE_KEY = ec.derive_private_key(8, ec.SECP256R1())

Kind = Literal["wrong", "whole", "bound", "read only"]


@dataclass(frozen=True, slots=True)
class Caller:
    """Credentials as headers; `accounts` are the ones they are good for."""

    name: str
    kind: Kind
    headers: dict[str, str] = field(repr=False)
    accounts: frozenset[str] = frozenset()


def callers(eu: Region) -> list[Caller]:
    """Return every caller; a token that is over is made first, then its time passes."""
    own, other = eu.partners
    over = token_of(eu, own.client_id, own.client_secret)
    eu.clock.advance_ms(TTL_S * 1000)
    token = token_of(eu, own.client_id, own.client_secret)
    other_token = token_of(eu, other.client_id, other.client_secret)
    accounts, others = frozenset(own.accounts), frozenset(other.accounts)
    bound = own.account_key
    narrow = frozenset({bound.account_id})
    return [
        *[Caller(name, "wrong", headers) for name, headers in _wrong(eu, over, token).items()],
        Caller("Basic", "whole", basic(own.api_key, own.api_secret), accounts),
        Caller("APCA", "whole", apca(own.api_key, own.api_secret), accounts),
        Caller("Bearer", "whole", bearer(token), accounts),
        Caller("bound Basic", "bound", basic(bound.api_key, bound.api_secret), narrow),
        Caller("bound APCA", "bound", apca(bound.api_key, bound.api_secret), narrow),
        Caller("other's Basic", "whole", basic(other.api_key, other.api_secret), others),
        Caller("other's APCA", "whole", apca(other.api_key, other.api_secret), others),
        Caller("other's Bearer", "whole", bearer(other_token), others),
        Caller("read token", "read only", bearer(_read_token(eu)), accounts),
    ]


def token_of(eu: Region, client_id: str, client_secret: str) -> str:
    """Fetch a token by a secret, as a partner's backend does."""
    proof = {"client_id": client_id, "client_secret": client_secret}
    return _token(eu, proof)


def token_by_assertion(eu: Region) -> str:
    """Fetch a token of the first partner by an assertion."""
    proof = {"client_assertion_type": ASSERTION_TYPE, "client_assertion": assertion(eu)}
    return _token(eu, proof)


def _token(eu: Region, proof: dict[str, str]) -> str:
    form = {"grant_type": "client_credentials", **proof}
    answer = eu.ask("auth", "POST", "/v1/oauth2/token", data=form)
    assert answer.status_code == 200, answer.get_data()
    return str(answer.get_json()["access_token"])


def assertion(eu: Region) -> str:
    """Sign an assertion of the first partner's client."""
    own, now_s = eu.partners[0], epoch_ms(eu.clock.now()) // 1000
    claims = {
        "iss": own.client_id,
        "sub": own.client_id,
        "aud": "two-ledger",
        "iat": now_s,
        "exp": now_s + 60,
        "jti": eu.entropy.token_hex(16),
    }
    return jwt.encode(claims, own.client_key, "ES256", {"kid": CLIENT_KEY_ID})


def basic(key: str, secret: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{key}:{secret}".encode()).decode()}


def apca(key: str, secret: str) -> dict[str, str]:
    return {"APCA-API-KEY-ID": key, "APCA-API-SECRET-KEY": secret}


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def _wrong(eu: Region, over: str, token: str) -> dict[str, dict[str, str]]:
    """Return everything that proves nobody."""
    own, other = eu.partners
    return {
        "nobody": {},
        "empty Basic": {"Authorization": "Basic "},
        "malformed Basic": {"Authorization": "Basic %%%"},
        "Basic without a colon": {"Authorization": "Basic Zm9v"},
        "unknown scheme": {"Authorization": f"Digest {own.api_key}"},
        "wrong secret": basic(own.api_key, own.api_secret[:-1] + "x"),
        "other's secret": basic(own.api_key, other.api_secret),
        "empty secret": basic(own.api_key, ""),
        "unknown key": basic("CK" + "0" * 18, own.api_secret),
        "path as key": basic(f"../credentials/{own.api_key}", own.api_secret),
        "client as key": basic(own.client_id, own.client_secret),
        "wrong APCA": apca(own.api_key, "x" * 64),
        "half APCA": {"APCA-API-KEY-ID": own.api_key},
        "key as token": bearer(f"{own.api_key}:{own.api_secret}"),
        "malformed token": bearer("a.b.c"),
        "expired token": bearer(over),
        "token of another signer": bearer(_forged(token, STRANGE_KEY, "ES256")),
        "token without a signature": bearer(_forged(token, "", "none")),
        "token of a known secret": bearer(_forged(token, "k" * 32, "HS256")),
        "token for another server": bearer(_signed(eu, token, aud="https://else.example")),
        "token of another issuer": bearer(_signed(eu, token, iss="somebody")),
        "assertion as token": bearer(assertion(eu)),
    }


def _forged(token: str, key: Any, algorithm: str) -> str:
    """Sign a good token's claims by another key, under the same header."""
    header = jwt.get_unverified_header(token)
    headers = {"kid": header["kid"], "typ": header["typ"]}
    return jwt.encode(_claims(token), key, algorithm, headers)


def _signed(eu: Region, token: str, **changes: str) -> str:
    """Sign changed claims by our own key, as no code of ours does."""
    directory = KeyDirectory(eu.database("ledger"), eu.clock)
    signer = TokenSigner(eu.keys, settings().token_key, directory, eu.clock)
    return signer.sign(_claims(token) | changes)


def _claims(token: str) -> dict[str, Any]:
    claims: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    return claims


def _read_token(eu: Region) -> str:
    scopes, own = frozenset({"read"}), eu.partners[0].correspondent
    reader = Client(READER_ID, own, hash_secret(READER_SECRET), {}, scopes)
    write = create(f"oauth_clients/{READER_ID}", client_document(reader))
    eu.database("ledger").commit([write])
    return token_of(eu, READER_ID, READER_SECRET)
