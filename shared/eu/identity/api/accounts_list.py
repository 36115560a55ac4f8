"""GET /v1/accounts"""

from shared.core.http import Answer, Operation, Request
from shared.eu.identity.model.search import read_search
from shared.eu.identity.service.directory import Directory
from shared.eu.identity.service.profiles import Profiles


def operation(directory: Directory, profiles: Profiles) -> Operation:
    """Build the operation that lists a partner's accounts; persons only where asked for."""

    def accounts_list(request: Request) -> Answer:
        correspondent = request.principal.correspondent
        search = read_search(request.query)
        found = directory.find(correspondent, search)
        return Answer(profiles.views(found, search.entities, correspondent))

    return accounts_list
