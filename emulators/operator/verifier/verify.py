"""The whole check of an export."""

from collections.abc import Iterable

from emulators.operator.verifier.chains import check_balances, check_chains, places_of
from emulators.operator.verifier.checkpoints import check_checkpoints
from emulators.operator.verifier.entries import check_entry
from emulators.operator.verifier.records import Report, read


def verify(lines: Iterable[bytes], public_key: bytes | None = None) -> Report:
    """Check an export line by line, then its chains, then its checkpoints.

    `public_key` is the PEM of the key that signs checkpoints, from a source the auditor trusts;
    without it the key in the file is used, and the report says which one that is.
    """
    report = Report(is_key_given=public_key is not None)
    records = read(lines, report)
    report.entries, report.chains = len(records.entries), len(records.heads)
    places = places_of(records, report)
    for number, entry in records.entries:
        check_entry(number, entry, report)
    check_chains(records, places, report)
    check_balances(records, report)
    check_checkpoints(records, places, public_key, report)
    report.findings.sort(key=lambda finding: finding.line)
    return report
