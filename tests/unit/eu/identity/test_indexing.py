"""Lookups of values: keyed, within one correspondent's clients, one for all writings (R-620)."""

from shared.eu.identity.service.indexing import Indexing
from shared.eu.vault.model.pii import Pii
from shared.memory.keys import MemoryKeys

INDEXING = Indexing(MemoryKeys("one"))
VALUES = {
    "contact.phone_number": Pii("+34600111222"),
    "identity.tax_id": Pii("12345678Z"),
    "identity.country_of_tax_residence": Pii("ESP"),
}


def lookups(indexing: Indexing, correspondent: str = "ACME") -> set[str]:
    return {
        indexing.email(correspondent, "ana@example.org"),
        indexing.iban(correspondent, "ES9121000418450200051332"),
        *indexing.shared_lookups(correspondent, VALUES).values(),
    }


def test_another_key_gives_other_lookups() -> None:
    again, other = Indexing(MemoryKeys("one")), Indexing(MemoryKeys("two"))
    assert lookups(INDEXING) == lookups(again)
    assert lookups(INDEXING) & lookups(other) == set()


def test_partners_share_no_lookup() -> None:
    assert len(lookups(INDEXING)) == 4
    assert lookups(INDEXING) & lookups(INDEXING, "OTHER") == set()


def test_a_value_has_one_lookup_for_all_ways_to_write_it() -> None:
    written = [" Ana@Example.ORG", "ana@example.org", "ANA@EXAMPLE.ORG "]
    assert len({INDEXING.email("ACME", each) for each in written}) == 1
    ibans = ["es91 2100 0418 4502 0005 1332", "ES9121000418450200051332"]
    assert len({INDEXING.iban("ACME", each) for each in ibans}) == 1
