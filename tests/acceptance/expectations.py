"""What a stranger expects, and is told."""


class Failed(Exception):
    """Say what a stranger would have missed."""


def expect(holds: object, otherwise: str) -> None:
    """Raises Failed where something does not hold."""
    if not holds:
        raise Failed(otherwise)


def say(text: str) -> None:
    """Tell what is done now, or what was seen."""
    print(f"→ {text}", flush=True)
