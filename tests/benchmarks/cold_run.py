"""One cold start: import a function's main, ask once, and say when each was done.

`python -I cold_run.py MAIN ENTRY_POINT METHOD PATH`, run in a folder, without the repository,
prints one JSON line. Seconds of processor time count from the start of the process.
"""

import json
import sys
import time

CLIENTS = ("google.cloud.firestore_v1", "google.pubsub_v1", "google.cloud.kms_v1",
           "google.cloud.storage")  # fmt: skip


def main(source: str, entry_point: str, method: str, path: str) -> None:
    """Import, ask, tell."""
    import functions_framework

    app = functions_framework.create_app(  # type: ignore[no-untyped-call]
        entry_point, source, "http"
    )
    imported_s, imported_cpu_s = time.time(), time.process_time()
    options = {"data": b"{}"} if method == "POST" else {}
    answer = app.test_client().open(path, method=method, **options)
    told = {
        "imported_at_s": imported_s,
        "imported_cpu_s": imported_cpu_s,
        "answered_at_s": time.time(),
        "answered_cpu_s": time.process_time(),
        "status": answer.status_code,
        "clients": [name for name in CLIENTS if name in sys.modules],
    }
    print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:5])
