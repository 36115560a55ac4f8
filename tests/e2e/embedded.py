"""An embedded stack seen whole: its databases and topics, through the inspection door."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from google.pubsub_v1.types import PubsubMessage

from emulators import topology
from emulators.embedded.remote import Listening, RemoteDocuments, publish
from emulators.regions import REGIONS, RegionName
from shared.core.documents import Snapshot
from tests.e2e.databases import BY_TIME, StoredDocument


class EmbeddedDatabases:
    """All databases of one region."""

    def __init__(self, inspection_url: str, region: RegionName) -> None:
        self._root = f"projects/{REGIONS[region].project}/databases"
        names = REGIONS[region].databases
        self._databases = {name: RemoteDocuments(inspection_url, region, name) for name in names}

    def documents(self) -> list[StoredDocument]:
        """Return every document of every collection."""
        return [
            StoredDocument(name, json.dumps(each.data, ensure_ascii=False).encode())
            for name, each in self._everything()
        ]

    def state(self) -> dict[str, int]:
        """Return the revision of each document, but for those that time itself changes."""
        return {
            name: int(str(each.token))
            for name, each in self._everything()
            if name.split("/")[-2] not in BY_TIME
        }

    def _everything(self) -> list[tuple[str, Snapshot]]:
        return [
            (f"{self._root}/{database}/documents/{each.path}", each)
            for database, documents in self._databases.items()
            for each in documents.everything()
        ]


class EmbeddedTaps:
    """Hears what is published on any topic after it was opened; everything heard is kept."""

    def __init__(self, inspection_url: str) -> None:
        self._url = inspection_url
        self._listening = Listening.from_now(inspection_url)
        self._heard: dict[str, list[PubsubMessage]] = defaultdict(list)
        listed: Mapping[str, Any] = topology.read()
        suffix = listed["delivery"]["dead_letter_topic_suffix"]
        for row in listed["topics"]:
            self._heard[_topic(row["region"], row["name"])] = []
        for row in listed["subscriptions"]:
            self._heard[_topic(row["region"], row["name"] + suffix)] = []

    def heard(self) -> Mapping[str, Sequence[PubsubMessage]]:
        """Return all messages so far, by topic."""
        for each in self._listening.heard():
            message = PubsubMessage(
                data=each.data, attributes=dict(each.attributes), ordering_key=each.ordering_key
            )
            self._heard[_topic(each.region, each.topic)].append(message)
        return self._heard

    def dead_letters(self) -> list[PubsubMessage]:
        """Return all messages that a subscription has given up on."""
        return [
            m for topic, heard in self.heard().items() if topic.endswith("-dead") for m in heard
        ]

    def publish(self, topic: str, message: PubsubMessage) -> None:
        """Publish a message as anyone could who may publish there."""
        _, project, _, name = topic.split("/")
        region = next(key for key, each in REGIONS.items() if each.project == project)
        attributes = dict(message.attributes).items()
        publish(self._url, region, name, message.data, attributes, message.ordering_key)

    def close(self) -> None:
        """Have nothing to delete."""


def _topic(region: RegionName, name: str) -> str:
    return f"projects/{REGIONS[region].project}/topics/{name}"
