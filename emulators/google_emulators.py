"""Start Google's own Firestore and Pub/Sub emulators, java as a direct child."""

import os
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from emulators.local_http import ask
from emulators.ports import free_port
from emulators.processes import spawn, stop_process

Kind = Literal["firestore", "pubsub"]

HOST_VARIABLES: dict[Kind, str] = {
    "firestore": "FIRESTORE_EMULATOR_HOST",
    "pubsub": "PUBSUB_EMULATOR_HOST",
}
FIRESTORE_MAIN = "com.google.cloud.datastore.emulator.firestore.CloudFirestore"
# The first compiler only: the second one burns for minutes, on the processors that the functions
# need, what short-lived emulators never earn back.
JVM_FLAGS = (
    f"-Djava.util.logging.config.file={Path(__file__).with_name('java_logging.properties')}",
    "-Duser.language=en",
    "-Xmx384m",
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-XX:-UsePerfData",
)
START_TIMEOUT_S = 60
INSTALL_HINT = (
    "install the Google Cloud SDK (https://cloud.google.com/sdk/docs/install) and its emulators: "
    "`gcloud components install cloud-firestore-emulator pubsub-emulator`, or with apt "
    "`apt-get install google-cloud-cli-firestore-emulator google-cloud-cli-pubsub-emulator`"
)


class MissingTool(Exception):
    """Say what is missing on this machine and what to install."""


class EmulatorFailed(Exception):
    """Say that an emulator ended or stayed silent while it was being started."""


@dataclass(frozen=True, slots=True)
class Sdk:
    """Where the emulators' programs lie."""

    java: str
    firestore_jar: Path
    pubsub_jar: Path


@dataclass(frozen=True, slots=True)
class RunningEmulator:
    """An emulator that answers at `host` (address:port)."""

    kind: Kind
    host: str
    process: subprocess.Popen[bytes]


def external_host(kind: Kind) -> str | None:
    """Return the address of an emulator that the user runs, as Google's tools name it."""
    return os.environ.get(HOST_VARIABLES[kind]) or None


def find_sdk() -> Sdk:
    """Locate java and both emulators.

    Raises MissingTool.
    """
    java = _find_java()
    tried = [root for root in _sdk_roots() if root.is_dir()]
    if not tried:
        raise MissingTool(f"The Google Cloud SDK is missing: {INSTALL_HINT}.")
    for root in tried:
        firestore = root / "platform/cloud-firestore-emulator/cloud-firestore-emulator.jar"
        pubsub = sorted(root.glob("platform/pubsub-emulator/lib/cloud-pubsub-emulator*.jar"))
        if firestore.exists() and pubsub:
            return Sdk(java, firestore, pubsub[-1])
    raise MissingTool(f"The Cloud SDK in {tried[0]} lacks its emulators: {INSTALL_HINT}.")


def start_emulator(kind: Kind, log_path: Path, port: int | None = None) -> RunningEmulator:
    """Start one emulator on 127.0.0.1 and return when it answers.

    Raises MissingTool, EmulatorFailed.
    """
    emulator = launch_emulator(kind, log_path, port)
    try:
        wait_ready(emulator, log_path)
    except BaseException:
        stop(emulator)
        raise
    return emulator


def launch_emulator(kind: Kind, log_path: Path, port: int | None = None) -> RunningEmulator:
    """Start one emulator without waiting for it."""
    address = port or free_port()
    process = spawn(command(kind, address), log_path)
    return RunningEmulator(kind, f"127.0.0.1:{address}", process)


def wait_ready(emulator: RunningEmulator, log_path: Path) -> None:
    """Return when the emulator answers `GET /` with Ok.

    Raises EmulatorFailed.
    """
    deadline = time.monotonic() + START_TIMEOUT_S
    while not answers(emulator.host):
        if emulator.process.poll() is not None:
            raise EmulatorFailed(f"The {emulator.kind} emulator ended at its start; see {log_path}")
        if time.monotonic() > deadline:
            raise EmulatorFailed(f"The {emulator.kind} emulator does not answer; see {log_path}")
        time.sleep(0.02)


def answers(host: str) -> bool:
    """Tell whether an emulator answers at `host`."""
    status, body = ask(f"http://{host}/", timeout_s=1)
    return status == 200 and body.strip() == b"Ok"


def stop(emulator: RunningEmulator) -> None:
    """End an emulator and wait until it is gone; its data goes with it."""
    stop_process(emulator.process)


def command(kind: Kind, port: int) -> list[str]:
    """Return the command that runs an emulator on 127.0.0.1.

    Raises MissingTool.
    """
    # Not the SDK's own scripts: Firestore's would stay in between and take our signals.
    sdk = find_sdk()
    listen = ["--host=127.0.0.1", f"--port={port}"]
    if kind == "firestore":
        return [sdk.java, *JVM_FLAGS, "-cp", str(sdk.firestore_jar), FIRESTORE_MAIN, *listen]
    return [sdk.java, *JVM_FLAGS, "-jar", str(sdk.pubsub_jar), *listen]


def _find_java() -> str:
    home = os.environ.get("JAVA_HOME")
    in_home = Path(home, "bin", "java") if home else None
    if in_home and in_home.exists():
        return str(in_home)
    java = shutil.which("java")
    if java is None:
        raise MissingTool(
            "Java is missing: install a Java 17 runtime (with apt: `apt-get install "
            "openjdk-17-jre-headless`), or set JAVA_HOME."
        )
    return java


def _sdk_roots() -> list[Path]:
    roots = [os.environ.get("CLOUDSDK_ROOT_DIR", "")]
    gcloud = shutil.which("gcloud")
    if gcloud:
        roots.append(str(Path(gcloud).resolve().parents[1]))
    roots += ["/usr/lib/google-cloud-sdk", "/usr/share/google-cloud-sdk"]
    roots.append(str(Path.home() / "google-cloud-sdk"))
    return [Path(root) for root in roots if root]
