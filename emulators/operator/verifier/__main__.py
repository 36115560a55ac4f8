"""`python -m emulators.operator.verifier EXPORT [KEY.pem]`."""

import sys
from pathlib import Path

from emulators.operator.verifier.verify import verify


def main(arguments: list[str]) -> int:
    """Verify a file; print what was found and return 0 where it is sound, else 1."""
    export, *key = map(Path, arguments)
    with export.open("rb") as lines:
        report = verify(lines, key[0].read_bytes() if key else None)
    for finding in report.findings:
        print(finding)
    print(f"{report.entries} entries, {report.sealed} sealed, {len(report.findings)} findings")
    return int(bool(report.findings))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
