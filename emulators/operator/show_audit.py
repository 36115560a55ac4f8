"""What the auditor's commands print."""

from dataclasses import asdict

from emulators import console
from emulators.operator import show
from emulators.operator.verifier.records import Report

FINDINGS_SHOWN_MAX = 50


def verification(report: Report) -> None:
    """Print what was checked, then every fault with its line and entry."""
    checked = (
        ("entries", str(report.entries)),
        ("chains", str(report.chains)),
        ("checkpoints", str(report.checkpoints)),
        ("entries under a signed checkpoint", str(report.sealed)),
        ("closed through", report.closed_through or "-"),
        ("key, SHA-256", report.key_sha256 or "-"),
    )
    console.table(("checked", ""), list(checked))
    if not report.findings:
        console.good("The export is sound.")
    else:
        console.bad(f"The export was changed: {len(report.findings)} findings.")
        rows = [(str(each.line), each.subject, each.fault) for each in report.findings]
        console.table(("line", "what", "fault"), rows[:FINDINGS_SHOWN_MAX])
    if not report.checkpoints:
        console.note("No checkpoint is in it yet: the entries are held by their chains alone.")
    if report.key_sha256 and not report.is_key_given:
        console.note("The key is the one in the file; give the published one with --key.")


def verification_as_json(report: Report) -> None:
    """Print the same for scripts."""
    show.as_json({"sound": not report.findings, **asdict(report)})
