"""Put both regions together: projects, functions, what is pushed to them, and their jobs."""

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import functions_framework

from emulators import topology
from emulators.embedded.projects import Project
from emulators.embedded.pushes import Pusher, push_handler
from emulators.embedded.records import Records
from emulators.embedded.wsgi import App, Mounted
from emulators.regions import REGIONS, RegionName
from emulators.sandbox import ROOT
from emulators.scheduler import Scheduler
from functions.bundle import bundles
from shared.core.clock import Clock, Entropy
from shared.core.messages import Message
from shared.gcp import settings
from shared.memory.documents import MemoryDocuments
from shared.memory.keys import MemoryKeys
from shared.memory.messages import Item, MemoryBroker, MemoryMessages, PublishHooks

SEED_BYTES = 32
Functions = Mapping[tuple[RegionName, str], Mounted]


@dataclass(frozen=True, slots=True)
class EmbeddedStack:
    """Both regions, connected at the border's topics and nowhere else."""

    projects: Mapping[RegionName, Project]
    functions: Functions
    pushers: Sequence[Pusher]
    scheduler: Scheduler
    records: Records

    def start(self) -> None:
        """Begin to deliver, and to publish the jobs."""
        for pusher in self.pushers:
            pusher.start()
        self.scheduler.start()

    def stop(self) -> None:
        """Publish and deliver nothing more."""
        self.scheduler.stop()
        for pusher in self.pushers:
            pusher.stop()


def build(
    environments: Mapping[RegionName, Mapping[str, str]], clock: Clock, entropy: Entropy
) -> EmbeddedStack:
    """Build both regions; each function is loaded once the twins are in its drivers' place."""
    listed, records = topology.read(), Records(clock)
    brokers = {name: MemoryBroker(_topics(listed, name)) for name in REGIONS}
    pushers = {name: _pusher(name, brokers[name], listed, records) for name in REGIONS}
    projects = {
        name: _project(name, brokers[name], pushers[name], records, environments[name], entropy)
        for name in REGIONS
    }
    functions = _functions(projects)
    for row in listed["subscriptions"]:
        region, topic_region = row["region"], row["topic_region"]
        brokers[topic_region].subscribe(
            f"{region}/{row['name']}",
            f"{topic_region}/{row['topic']}",
            push_handler(functions[region, row["function"]], row["path"]),
            ordered=row["ordered"],
            attempts_max=listed["delivery"]["max_delivery_attempts"],
        )
    scheduler = Scheduler(topology.jobs(listed), lambda job: _tick(projects, job), _report)
    return EmbeddedStack(projects, functions, tuple(pushers.values()), scheduler, records)


def _topics(listed: Mapping[str, Any], region: RegionName) -> list[str]:
    own = [row["name"] for row in listed["topics"] if row["region"] == region]
    subscribed = [row for row in listed["subscriptions"] if row["region"] == region]
    dead = [_dead_topic(row["name"], listed) for row in subscribed]
    return [f"{region}/{name}" for name in (*own, *dead)]


def _dead_topic(subscription: str, listed: Mapping[str, Any]) -> str:
    return f"{subscription}{listed['delivery']['dead_letter_topic_suffix']}"


def _pusher(
    region: RegionName, broker: MemoryBroker, listed: Mapping[str, Any], records: Records
) -> Pusher:
    delivery = listed["delivery"]

    def give_up(item: Item) -> None:
        owner, _, name = item.subscription.partition("/")
        message = Message(item.delivery.data, item.delivery.attributes, item.ordering_key)
        own = next(each for each in REGIONS if each == owner)
        records.add(own, _dead_topic(name, listed), [message])

    return Pusher(
        broker,
        delivery["max_delivery_attempts"],
        give_up,
        delivery["retry_min_s"],
        delivery["retry_max_s"],
    )


def _project(
    region: RegionName,
    broker: MemoryBroker,
    pusher: Pusher,
    records: Records,
    environment: Mapping[str, str],
    entropy: Entropy,
) -> Project:
    def published(topic: str, messages: Sequence[Message]) -> None:
        records.add(region, topic, messages)
        pusher.look()

    hooks = PublishHooks(after_publish=published)
    return Project(
        region=REGIONS[region],
        databases={name: MemoryDocuments() for name in REGIONS[region].databases},
        broker=broker,
        messages=MemoryMessages(broker, region, hooks=hooks),
        settings=settings.read(environment),
        keys=MemoryKeys(entropy.token_hex(SEED_BYTES)) if region == "eu" else None,
    )


def _functions(projects: Mapping[RegionName, Project]) -> dict[tuple[RegionName, str], Mounted]:
    functions = {}
    for bundle in bundles().values():
        region = next(name for name in REGIONS if name == bundle.region)
        if bundle.kind != "stream":
            app: App = functions_framework.create_app(  # type: ignore[no-untyped-call]
                bundle.entry_point, str(ROOT / bundle.main), "http"
            )
            functions[region, bundle.name] = Mounted(app, projects[region])
    return functions


def _tick(projects: Mapping[RegionName, Project], job: topology.Job) -> None:
    data = json.dumps({"job": job.name}).encode()
    projects[job.region].messages.publish("jobs", [Message(data, {"job": job.name})])


def _report(line: str) -> None:
    print(line, file=sys.stderr)
