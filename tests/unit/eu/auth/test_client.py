"""Clients, and the keys their assertions name."""

from shared.eu.auth.model.client import Client, PublicKey
from shared.eu.auth.model.credential import hash_secret
from shared.eu.auth.paths import client_document, client_of, client_path

ONE, TWO = PublicKey("ES256", "pem-1"), PublicKey("RS256", "pem-2")


def test_a_client_without_a_secret_admits_none() -> None:
    assert Client("C1", "ACME", hash_secret("hush")).admits("hush")
    assert not Client("C1", "ACME", hash_secret("hush")).admits("hash")
    assert not Client("C1", "ACME", None).admits("")


def test_an_assertion_without_a_key_id_means_the_only_key() -> None:
    assert Client("C1", "ACME", None, {"1": ONE}).public_key(None) == ONE
    assert Client("C1", "ACME", None, {"1": ONE, "2": TWO}).public_key(None) is None
    assert Client("C1", "ACME", None).public_key(None) is None


def test_a_key_id_means_that_key_alone() -> None:
    client = Client("C1", "ACME", None, {"1": ONE, "2": TWO})
    assert client.public_key("2") == TWO
    assert client.public_key("3") is None


def test_documents_keep_everything_but_the_id() -> None:
    client = Client("C1", "ACME", "digest", {"1": ONE, "2": TWO}, frozenset({"read"}))
    assert client_of("C1", client_document(client)) == client


def test_an_id_that_could_be_no_path_is_none() -> None:
    assert client_path("CL0000000000000000AA") == "oauth_clients/CL0000000000000000AA"
    for text in ("", "CL", "x" * 20, "CL000000000000000/AA", "C" * 33, "CL0000000000000000AA\n"):
        assert client_path(text) is None
