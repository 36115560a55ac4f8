"""Services of authentication; the authenticator is what every public function is built with."""

from shared.eu.auth.service.authenticator import CACHE_TTL_MS, Authenticator

__all__ = ["CACHE_TTL_MS", "Authenticator"]
