"""Cloud KMS's predefined roles, as far as this emulator has what they allow."""

_KEYS = "cloudkms.cryptoKeys"
_VERSIONS = "cloudkms.cryptoKeyVersions"
_RINGS = "cloudkms.keyRings"
_USE_KEY_TO = f"{_VERSIONS}.useTo"

GENERATE_RANDOM_BYTES = "cloudkms.locations.generateRandomBytes"

_DECRYPT = {f"{_USE_KEY_TO}Decrypt"}
_ENCRYPT = {f"{_USE_KEY_TO}Encrypt"}
_SIGN = {f"{_USE_KEY_TO}Sign"}
_VERIFY = {f"{_USE_KEY_TO}Verify"}
_VIEW_PUBLIC_KEY = {f"{_VERSIONS}.viewPublicKey"}
_VIEW = {f"{kind}.{verb}" for kind in (_RINGS, _KEYS, _VERSIONS) for verb in ("get", "list")}
_POLICIES = {f"{kind}.{verb}IamPolicy" for kind in (_RINGS, _KEYS) for verb in ("get", "set")}

# An administrator may destroy every key and use none.
_ADMIN = {
    *_VIEW,
    *_POLICIES,
    f"{_RINGS}.create",
    f"{_KEYS}.create",
    f"{_KEYS}.update",
    *(f"{_VERSIONS}.{verb}" for verb in ("create", "update", "destroy", "restore")),
}

ROLES: dict[str, frozenset[str]] = {
    f"roles/cloudkms.{name}": frozenset(permissions)
    for name, permissions in {
        "admin": _ADMIN,
        "viewer": _VIEW,
        "cryptoKeyDecrypter": _DECRYPT,
        "cryptoKeyEncrypter": _ENCRYPT,
        "cryptoKeyEncrypterDecrypter": _DECRYPT | _ENCRYPT,
        "cryptoOperator": {
            *(_DECRYPT | _ENCRYPT | _SIGN | _VERIFY | _VIEW_PUBLIC_KEY),
            GENERATE_RANDOM_BYTES,
        },
        "publicKeyViewer": _VIEW_PUBLIC_KEY,
        "signer": _SIGN,
        "signerVerifier": _SIGN | _VERIFY | _VIEW_PUBLIC_KEY,
        "verifier": _VERIFY | _VIEW_PUBLIC_KEY,
    }.items()
}
PERMISSIONS = frozenset().union(*ROLES.values())


class UnknownGrant(Exception):
    """Say that a grant names neither a role nor a permission."""


def permissions_of(grant: str) -> frozenset[str]:
    """Return what a role allows; a permission stands for a custom role with nothing else.

    Raises UnknownGrant.
    """
    if grant in ROLES:
        return ROLES[grant]
    if grant in PERMISSIONS:
        return frozenset({grant})
    raise UnknownGrant(grant)
