"""What the table says of a part that works, one that is silent, and one that is gone."""

import os
import socket

from emulators.part_table import all_up, parts_of
from emulators.ports import free_port


def state_of(address: str, pid: int) -> dict[str, dict[str, int] | dict[str, str]]:
    return {"processes": {"router-us": pid}, "addresses": {"router-us": address}}


def test_a_part_that_listens_is_up_in_its_region() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"127.0.0.1:{server.getsockname()[1]}"
        (part,) = parts_of(state_of(address, os.getpid()))
    assert part.cells() == ("router-us", "us", address, "up", str(os.getpid()))
    assert all_up([part])


def test_a_process_that_lives_but_does_not_listen_is_silent() -> None:
    (part,) = parts_of(state_of(f"127.0.0.1:{free_port()}", os.getpid()))
    assert (part.state, all_up([part])) == ("silent", False)


def test_a_process_that_ended_is_gone() -> None:
    (part,) = parts_of(state_of("127.0.0.1:1", 2**22 + 1))
    assert (part.state, all_up([part])) == ("gone", False)
