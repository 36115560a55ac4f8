"""Who waits for pip sees how far it is; nobody else sees anything but faults."""

from io import StringIO

from emulators.setup_progress import count

LINES = [
    "Collecting rich==14.0\n",
    "  Using cached rich-14.0-py3-none-any.whl\n",
    "Collecting click==8.3\n",
    "Installing collected packages: rich, click\n",
]


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_sees_each_package_and_a_clean_line_at_the_end() -> None:
    shown = Terminal()
    count(LINES, 2, shown)
    steps = shown.getvalue().split("\r\x1b[2K")
    assert steps == ["", "  1 of 2  rich", "  2 of 2  click", "  unpacking 2 packages …", ""]


def test_without_a_terminal_only_faults_are_shown() -> None:
    shown = StringIO()
    count([*LINES, "ERROR: hashes do not match\n"], 2, shown)
    assert shown.getvalue() == "\nERROR: hashes do not match\n"
