"""The inspection door: databases and topics of an embedded stack, open to this machine alone.

As open as Google's emulators are, and for the same use: the operator's commands, seeds and tests.
"""

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from emulators.embedded.projects import Project, WallError
from emulators.embedded.records import Published, Records
from emulators.regions import REGIONS, RegionName
from shared.core.documents import Condition, Create, Delete, Put, Replace, Snapshot, Write
from shared.core.errors import Conflict
from shared.core.messages import Message
from shared.memory.documents import MemoryDocuments

BODY_BYTES_MAX = 64 * 1024 * 1024
WRITES: Mapping[str, Callable[..., Write]] = {
    "create": Create,
    "put": Put,
    "replace": Replace,
    "delete": Delete,
}


@dataclass(frozen=True, slots=True)
class Door:
    """Both regions, from outside."""

    projects: Mapping[RegionName, Project]
    records: Records

    def app(self) -> web.Application:
        """Return what answers at the door."""
        app = web.Application(client_max_size=BODY_BYTES_MAX)
        app.router.add_post("/{region}/databases/{database}/get", self._get)
        app.router.add_post("/{region}/databases/{database}/commit", self._commit)
        app.router.add_post("/{region}/databases/{database}/query", self._query)
        app.router.add_get("/{region}/databases/{database}/documents", self._documents)
        app.router.add_post("/{region}/topics/{topic}", self._publish)
        app.router.add_get("/published", self._published)
        app.router.add_get("/published/last", self._last)
        return app

    async def _get(self, request: web.Request) -> web.Response:
        snapshots = self._database(request).get((await request.json())["paths"])
        return web.json_response([_shown(snapshot) for snapshot in snapshots])

    async def _commit(self, request: web.Request) -> web.Response:
        writes = [_write(each) for each in (await request.json())["writes"]]
        try:
            self._database(request).commit(writes)
        except Conflict as conflict:
            return web.json_response({"conflict": str(conflict)}, status=409)
        return web.json_response({})

    async def _query(self, request: web.Request) -> web.Response:
        asked = await request.json()
        where = [Condition(*each) for each in asked.pop("where")]
        found = self._database(request).query(asked.pop("collection"), where, **asked)
        return web.json_response([_shown(snapshot) for snapshot in found])

    async def _documents(self, request: web.Request) -> web.Response:
        found = self._database(request).everything()
        return web.json_response([_shown(snapshot) for snapshot in found])

    async def _publish(self, request: web.Request) -> web.Response:
        asked = await request.json()
        data = base64.b64decode(asked["data"])
        message = Message(data, asked["attributes"], asked["ordering_key"])
        ids = self._project(request).messages.publish(request.match_info["topic"], [message])
        return web.json_response(ids)

    async def _published(self, request: web.Request) -> web.Response:
        after = int(request.query.get("after", "0"))
        return web.json_response([_told(each) for each in self.records.after(after)])

    async def _last(self, _: web.Request) -> web.Response:
        return web.json_response(self.records.last_number)

    def _project(self, request: web.Request) -> Project:
        region = request.match_info["region"]
        found = [project for name, project in self.projects.items() if name == region]
        if not found:
            raise web.HTTPNotFound
        return found[0]

    def _database(self, request: web.Request) -> MemoryDocuments:
        try:
            return self._project(request).database(request.match_info["database"])
        except WallError:
            raise web.HTTPNotFound from None


def _shown(snapshot: Snapshot) -> dict[str, Any]:
    return {"path": snapshot.path, "data": snapshot.data, "token": snapshot.token}


def _write(told: dict[str, Any]) -> Write:
    return WRITES[told.pop("kind")](**told)


def _told(each: Published) -> dict[str, Any]:
    return {
        "number": each.number,
        "region": each.region,
        "project": REGIONS[each.region].project,
        "topic": each.topic,
        "at_ms": each.at_ms,
        "ordering_key": each.message.ordering_key,
        "attributes": dict(each.message.attributes),
        "data": base64.b64encode(each.message.data).decode(),
    }
