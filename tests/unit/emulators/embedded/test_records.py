"""What was published is kept by number, the newest of it for ever so long."""

from emulators.embedded import records
from emulators.embedded.records import Records
from shared.core.messages import Message
from shared.gcp.clock import SystemClock


def test_numbers_go_on_and_only_the_newest_are_kept() -> None:
    kept = Records(SystemClock())
    assert (kept.last_number, kept.after(0)) == (0, [])
    sent = records.KEPT_MAX + 3
    kept.add("eu", "orders", [Message(str(number).encode()) for number in range(1, sent + 1)])
    assert kept.last_number == sent
    assert [each.number for each in kept.after(sent - 2)] == [sent - 1, sent]
    assert (len(kept.after(0)), kept.after(0)[0].message.data) == (records.KEPT_MAX, b"4")
