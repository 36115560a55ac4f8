"""Personal values: kept encrypted, given out for a purpose, and not for many calls of keys."""

import json
from base64 import b64decode
from collections.abc import Sequence

import pytest

from shared.core.documents import Replace, Write
from shared.core.errors import CommitUnknown, Conflict, KeyRefused, Refusal, Unavailable
from shared.eu.vault.model.data_key import Purpose, wrap_aad
from shared.eu.vault.model.field_cipher import DataKey, Undecipherable, unseal
from shared.eu.vault.model.pii import Pii
from shared.eu.vault.model.registry import Unregistered
from shared.eu.vault.paths import (
    key_ring_of,
    place_of,
    records_of,
    subject_path,
    wraps_path,
)
from shared.eu.vault.service.access_log import AccessPurpose
from tests.unit.eu.vault.vault import ANA, COLLECTIONS, VIEW, Vault


def test_values_come_back_as_they_were_given() -> None:
    vault = Vault()
    subject_id = vault.new_subject()
    assert vault.read(subject_id) == {path: value.reveal() for path, value in ANA.items()}
    assert vault.instance().read(subject_id) == vault.read(subject_id)


def test_the_databases_hold_no_value_in_clear() -> None:
    vault = Vault()
    vault.read(vault.new_subject())
    dump = vault.dump().lower()
    for marker in ("ana@example", "calle mayor", "garcia"):
        assert marker not in dump


def test_only_collections_that_are_asked_for_are_read_and_logged() -> None:
    vault = Vault()
    subject_id = vault.new_subject()
    (found,) = vault.service.read([subject_id], ["contact"], VIEW).values()
    assert set(found) == {"contact.email_address", "contact.street_address"}
    (logged,) = vault.vault.query("accesses", limit=10)
    assert logged.data == {
        "subject_id": subject_id,
        "reader": "ACME",
        "purpose": AccessPurpose.ACCOUNT_VIEW,
        "collections": ["contact"],
        "at": "2026-11-20T12:00:00.000000Z",
        "version": 1,
    }


def test_a_read_that_cannot_be_logged_gives_nothing() -> None:
    vault = Vault()
    subject_id = vault.new_subject()

    def lose(writes: Sequence[Write]) -> None:
        raise Unavailable

    vault.vault.hooks.before_commit = lose
    with pytest.raises(Unavailable):
        vault.read(subject_id)


def test_a_log_entry_whose_answer_is_lost_is_written_once() -> None:
    vault = Vault()
    subject_id = vault.new_subject()
    lost = iter([True])

    def lose_once(writes: Sequence[Write]) -> None:
        if next(lost, False):
            raise CommitUnknown

    vault.vault.hooks.after_commit = lose_once
    vault.read(subject_id)
    assert len(vault.vault.query("accesses", limit=10)) == 1


def test_a_thousand_reads_of_ten_persons_call_the_key_service_twenty_times_at_most() -> None:
    writer = Vault()
    subjects = [writer.new_subject() for _ in range(10)]
    reader = writer.instance()
    writer.keys.calls.clear()
    for turn in range(1_000):
        reader.read(subjects[turn % 10])
    assert sum(reader.keys.calls.values()) <= 20
    assert set(reader.keys.calls) == {"decrypt/vault-kek"}


def test_a_new_person_costs_two_calls() -> None:
    vault = Vault()
    vault.read(vault.new_subject())
    assert vault.keys.calls == {"encrypt/vault-kek": 2}


def test_keys_are_forgotten_after_five_minutes() -> None:
    vault = Vault()
    subject_id = vault.new_subject()
    vault.clock.advance_ms(299_999)
    vault.read(subject_id)
    assert vault.keys.calls["decrypt/vault-kek"] == 0
    vault.clock.advance_ms(1)
    vault.read(subject_id)
    assert vault.keys.calls["decrypt/vault-kek"] == 2


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        ("RESTRICTED", "processing_restricted"),
        ("BLOCKED", "processing_restricted"),
        ("SHREDDED", "subject_erased"),
        (None, "subject_erased"),
    ],
)
def test_keys_out_of_use_end_reading_within_five_minutes(state: str | None, reason: str) -> None:
    vault = Vault()
    subject_id = vault.new_subject()
    (seen,) = vault.vault_keys.get([wraps_path(subject_id)])
    assert seen.data is not None
    if state is None:
        drop_document(vault, wraps_path(subject_id))
    else:
        vault.vault_keys.commit([Replace(seen.path, {**seen.data, "state": state}, seen.token)])
    vault.read(subject_id)  # this instance still has the keys
    vault.clock.advance_ms(300_000)
    with pytest.raises(Refusal) as refused:
        vault.read(subject_id)
    assert refused.value.reason == reason


def drop_document(vault: Vault, path: str) -> None:
    vault.vault_keys._collections[path.partition("/")[0]].pop(path)


def test_dropped_keys_are_not_used_again() -> None:
    vault = Vault()
    subject_id = vault.new_subject()
    drop_document(vault, wraps_path(subject_id))
    vault.service.key_store.cache.drop(subject_id)
    with pytest.raises(Refusal, match="subject_erased"):
        vault.read(subject_id)


def test_a_record_moved_to_another_person_is_not_decrypted() -> None:
    vault = Vault()
    one, other = vault.new_subject(), vault.new_subject()
    (seen_one, seen_other) = vault.vault.get([subject_path(one), subject_path(other)])
    assert seen_one.data is not None
    vault.vault.commit([Replace(seen_other.path, dict(seen_one.data), seen_other.token)])
    with pytest.raises(Undecipherable):
        vault.read(other)


def test_a_wrap_moved_to_another_person_is_not_opened() -> None:
    vault = Vault()
    one, other = vault.new_subject(), vault.new_subject()
    (seen_one, seen_other) = vault.vault_keys.get([wraps_path(one), wraps_path(other)])
    assert seen_one.data is not None
    vault.vault_keys.commit([Replace(seen_other.path, dict(seen_one.data), seen_other.token)])
    with pytest.raises(Refusal, match="processing_restricted"):
        vault.instance().read(other)


def test_persons_and_classes_have_keys_of_their_own() -> None:
    vault = Vault()
    rings = []
    for subject_id in (vault.new_subject(), vault.new_subject()):
        (seen,) = vault.vault_keys.get([wraps_path(subject_id)])
        assert seen.data is not None
        rings.append(key_ring_of(seen.data))
    assert len({wrapped.dek_id for ring in rings for wrapped in ring.keys.values()}) == 4


def test_class_s_is_under_the_second_key() -> None:
    vault = Vault()
    subject_id = vault.new_subject()
    (seen,) = vault.vault.get([subject_path(subject_id)])
    (wraps,) = vault.vault_keys.get([wraps_path(subject_id)])
    assert seen.data is not None
    assert wraps.data is not None
    records, ring = records_of(seen.data), key_ring_of(wraps.data)
    used = {path: record["dek_id"] for path, record in records.items()}
    sensitive = used.pop("disclosures.is_politically_exposed")
    assert sensitive == ring.keys[Purpose.SENSITIVE].dek_id
    assert set(used.values()) == {ring.keys[Purpose.PERSONAL].dek_id}


def test_keys_are_made_once_whatever_happens_to_the_answer() -> None:
    vault = Vault()
    subject_id = vault.service.new_subject_id()
    lost = iter([True])

    def lose_once(writes: Sequence[Write]) -> None:
        if next(lost, False):
            raise CommitUnknown

    vault.vault_keys.hooks.after_commit = lose_once
    vault.service.key_store.create([subject_id])
    (first,) = vault.vault_keys.get([wraps_path(subject_id)])
    vault.service.key_store.create([subject_id, vault.service.new_subject_id()])
    (second,) = vault.vault_keys.get([wraps_path(subject_id)])
    assert first == second
    assert len(vault.vault_keys.query("wraps", limit=10)) == 2


def test_two_instances_that_make_keys_agree_on_one() -> None:
    vault = Vault()
    other = vault.instance()
    subject_id = vault.service.new_subject_id()

    def overtake(writes: Sequence[Write]) -> None:
        vault.vault_keys.hooks.before_commit = lambda _: None
        other.service.key_store.create([subject_id])

    vault.vault_keys.hooks.before_commit = overtake
    vault.service.key_store.create([subject_id])
    opened = [v.service.key_store.open(subject_id, Purpose.PERSONAL) for v in (vault, other)]
    assert opened[0] == opened[1]


def test_a_field_that_is_not_registered_or_not_collected_is_not_stored() -> None:
    vault = Vault()
    subject_id = vault.new_subject()
    (seen,) = vault.vault.get([subject_path(subject_id)])
    for path in ("contact.shoe_size", "identity.marital_status"):
        with pytest.raises(Unregistered):
            vault.service.put(seen, {path: Pii("42")})


def test_a_second_writer_of_a_person_is_stopped() -> None:
    vault = Vault()
    subject_id = vault.new_subject()
    (seen,) = vault.vault.get([subject_path(subject_id)])
    for name, expected in (("Perez", None), ("Lopez", Conflict)):
        write = vault.service.put(seen, {"identity.family_name": Pii(name)})
        if expected is None:
            vault.vault.commit([write])
        else:
            with pytest.raises(expected):
                vault.vault.commit([write])
    assert vault.read(subject_id)["identity.family_name"] == "Perez"
    assert vault.read(subject_id)["contact.email_address"] == "ana@example.org"


class TestRectification:
    def rectified(self) -> tuple[Vault, str]:
        vault = Vault()
        subject_id = vault.new_subject()
        (seen,) = vault.vault.get([subject_path(subject_id)])
        values = {"identity.family_name": Pii("Perez"), "contact.unit": Pii("4")}
        writes = vault.service.rectify(seen, values, ["contact.street_address"])
        vault.vault.commit(writes)
        return vault, subject_id

    def test_the_new_value_is_shown(self) -> None:
        vault, subject_id = self.rectified()
        assert vault.read(subject_id) == {
            "contact.email_address": "ana@example.org",
            "contact.unit": "4",
            "identity.family_name": "Perez",
            "disclosures.is_politically_exposed": False,
        }

    def test_the_old_value_is_readable_to_the_legal_release_alone(self) -> None:
        vault, subject_id = self.rectified()
        (blocked,) = vault.vault.query("rectified", limit=10)
        (wrap,) = vault.vault_keys.query("blocked_wraps", limit=10)
        assert blocked.data is not None
        assert wrap.data is not None
        records = records_of(blocked.data)
        assert set(records) == {"identity.family_name", "contact.street_address"}
        place = place_of(subject_id, "identity.family_name")
        record = records["identity.family_name"]
        with pytest.raises(Undecipherable):
            key = vault.service.key_store.open(subject_id, Purpose.PERSONAL)
            unseal(key, place, record)
        aad = wrap_aad(subject_id, wrap.data["dek_id"], Purpose.PERSONAL)
        ciphertext = b64decode(wrap.data["ciphertext"])
        with pytest.raises(KeyRefused):
            vault.keys.decrypt("vault-kek", ciphertext, aad)
        secret = vault.keys.decrypt("blocked-kek", ciphertext, aad)
        assert unseal(DataKey(wrap.data["dek_id"], secret), place, record) == b"Garcia"

    def test_nothing_old_means_nothing_blocked(self) -> None:
        vault = Vault()
        subject_id = vault.new_subject()
        (seen,) = vault.vault.get([subject_path(subject_id)])
        vault.vault.commit(vault.service.rectify(seen, {"contact.unit": Pii("4")}))
        assert vault.vault.query("rectified", limit=10) == []
        assert vault.keys.calls["encrypt/blocked-kek"] == 0


def test_who_is_not_there_is_left_out() -> None:
    vault = Vault()
    subject_id = vault.new_subject()
    found = vault.service.read(
        [subject_id, vault.service.new_subject_id()], list(COLLECTIONS), VIEW
    )
    assert list(found) == [subject_id]
    assert vault.service.read([], list(COLLECTIONS), VIEW) == {}


def test_stored_documents_are_plain_json() -> None:
    vault = Vault()
    vault.new_subject()
    assert json.loads(vault.dump())
