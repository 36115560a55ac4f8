"""The list of what checkov may find is exact: nothing more is found, and nothing less."""

import json

import pytest

from tests.terraform.checkov.findings import Finding, accepted, faults, read

LOGS = Finding("CKV_GCP_62", "google_storage_bucket.export", "Bucket should log access")


def report(resource: str, parsing_errors: int = 0) -> str:
    row = {"check_id": LOGS.check, "check_name": LOGS.title, "resource": resource}
    summary = {"parsing_errors": parsing_errors, "resource_count": 1}
    return json.dumps([{"summary": summary, "results": {"failed_checks": [row]}}])


def test_a_finding_that_is_not_listed_is_told() -> None:
    assert faults([LOGS], [LOGS.place]) == []
    assert faults([LOGS], []) == [
        "CKV_GCP_62 on google_storage_bucket.export: Bucket should log access"
    ]


def test_a_line_that_accepts_nothing_is_told() -> None:
    assert faults([], [LOGS.place]) == [
        "CKV_GCP_62 on google_storage_bucket.export: accepted, not found"
    ]


def test_all_of_a_for_each_are_one_resource() -> None:
    (found,) = read(report('module.vault["a"].google_storage_bucket.documents[0]'))
    assert found.place == (LOGS.check, "module.vault.google_storage_bucket.documents")


def test_what_could_not_be_read_is_no_clean_report() -> None:
    with pytest.raises(ValueError, match="could not read"):
        list(read(report("x", parsing_errors=1)))


def test_every_line_has_a_reason() -> None:
    assert all(len(reason) > 40 for reason in accepted().values())
