"""Double entry on PostgreSQL, in the manner of pgledger: what a posting costs in a usual database.

A transfer locks both accounts, writes two entries with the balances before and after, and updates
both. The server is one of its own, in a folder of its own, with its usual durability.
"""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

INSTALLED = Path("/usr/lib/postgresql")
SERVER_USER = "postgres"
SECONDS = 5
SCHEMA = """
CREATE TABLE accounts (id int PRIMARY KEY, balance numeric NOT NULL, version bigint NOT NULL);
CREATE TABLE transfers (id bigserial PRIMARY KEY, from_account int, to_account int,
  amount numeric, created_at timestamptz NOT NULL DEFAULT now());
CREATE TABLE entries (id bigserial PRIMARY KEY, account_id int, transfer_id bigint,
  amount numeric, previous_balance numeric, current_balance numeric, account_version bigint);
CREATE INDEX ON entries (account_id, id);
CREATE FUNCTION post(debit int, credit int, money numeric) RETURNS void AS $$
DECLARE transfer bigint; before numeric; number bigint; account int; amount numeric;
BEGIN
  PERFORM 1 FROM accounts WHERE id IN (debit, credit) ORDER BY id FOR UPDATE;
  INSERT INTO transfers (from_account, to_account, amount) VALUES (credit, debit, money)
    RETURNING id INTO transfer;
  FOR account, amount IN VALUES (debit, money), (credit, -money) LOOP
    UPDATE accounts SET balance = balance + amount, version = version + 1 WHERE id = account
      RETURNING balance, version INTO before, number;
    INSERT INTO entries (account_id, transfer_id, amount, previous_balance, current_balance,
      account_version) VALUES (account, transfer, amount, before - amount, before, number);
  END LOOP;
END $$ LANGUAGE plpgsql;
"""
SCRIPTS = {
    "omnibus": "\\set a random(2, {accounts} + 1)\nSELECT post(1, :a, 0.01);\n",
    "spread": "\\set a random(2, {accounts} + 1)\n\\set b 2 + (:a - 1) % {accounts}\n"
    "SELECT post(:a, :b, 0.01);\n",
}


@dataclass(frozen=True, slots=True)
class Beside:
    """Postings a second: with one account in each of them, and spread over all."""

    version: str
    omnibus: float
    spread_out: float

    def as_dict(self) -> dict[str, str | float]:
        """Return the figures."""
        return asdict(self)


def measure(accounts: int, clients: int) -> Beside | None:
    """Return the figures, None where no PostgreSQL is installed or may be started."""
    folders = sorted(INSTALLED.glob("*/bin"), reverse=True)
    if not folders or (os.geteuid() == 0 and shutil.which("runuser") is None):
        return None
    with tempfile.TemporaryDirectory(prefix="pg") as name, _server(folders[0], Path(name)) as ask:
        ask("psql", "-q", "-f", _written(Path(name), "schema.sql", SCHEMA))
        rows = f"INSERT INTO accounts SELECT n, 1e9, 0 FROM generate_series(1, {accounts + 1}) n"
        ask("psql", "-q", "-c", rows)
        told = {
            kind: _per_second(
                ask(
                    "pgbench", "-n", "-T", str(SECONDS), "-c", str(clients), "-j", "2",
                    "-f", _written(Path(name), f"{kind}.sql", script.format(accounts=accounts)),
                )
            )
            for kind, script in SCRIPTS.items()
        }  # fmt: skip
        version = ask("psql", "-t", "-A", "-c", "SHOW server_version").strip()
        return Beside(version, told["omnibus"], told["spread"])


class Ask:
    """Runs one of PostgreSQL's own programs on the server of a folder."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self._programs, self._folder = programs, folder
        # The server never runs as root.
        self._as_user = ["runuser", "-u", SERVER_USER, "--"] if os.geteuid() == 0 else []

    def __call__(self, program: str, *arguments: str) -> str:
        """Return what a client program prints."""
        where = ["-h", str(self._folder), "-U", "bench"]
        return self.run([program, *where, *arguments, "postgres"])

    def run(self, command: Sequence[str]) -> str:
        """Run a program with its arguments as they are."""
        program = str(self._programs / command[0])
        done = subprocess.run(
            [*self._as_user, program, *command[1:]],
            cwd=self._folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{command[0]} failed: {done.stdout}")
        return done.stdout


@contextmanager
def _server(programs: Path, folder: Path) -> Iterator[Ask]:
    """Start a server that listens on a socket in the folder alone; stop it in the end."""
    data, log = folder / "data", folder / "log"
    if os.geteuid() == 0:
        shutil.chown(folder, SERVER_USER)
    ask = Ask(programs, folder)
    ask.run(["initdb", "-D", str(data), "-U", "bench", "-A", "trust", "-N"])
    options = f"-k {folder} -c listen_addresses=''"
    ask.run(["pg_ctl", "-D", str(data), "-l", str(log), "-w", "-o", options, "start"])
    try:
        yield ask
    finally:
        ask.run(["pg_ctl", "-D", str(data), "-m", "immediate", "-w", "stop"])


def _written(folder: Path, name: str, text: str) -> str:
    path = folder / name
    path.write_text(text)
    path.chmod(0o644)
    return str(path)


def _per_second(printed: str) -> float:
    found = re.search(r"^tps = ([0-9.]+)", printed, re.MULTILINE)
    if found is None:
        raise RuntimeError(f"pgbench printed no rate: {printed}")
    return float(found[1])
