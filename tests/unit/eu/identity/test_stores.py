"""Where objects lie: in the bucket of a cloud, or in the folder of a local stack."""

import pytest

from shared.eu.identity.wiring.stores import stores
from shared.gcp.buckets import BucketObjects
from shared.gcp.objects import FolderObjects
from shared.gcp.settings import MissingSetting, read

TOLD = {
    "PROJECT": "two-ledger-eu",
    "DATABASE": "ledger",
    "KMS_LOCATION": "europe-southwest1",
    "KMS_KEY_RING": "vault",
    "BORDER_KEY_ID": "none",
    "BORDER_SIGNING_SEED": "00",
    "BORDER_PEER_KEYS": "{}",
}


@pytest.mark.parametrize(
    ("told", "driver"),
    [
        ({"OBJECTS_BUCKET": "two-ledger-eu-documents"}, BucketObjects),
        ({"OBJECTS_FOLDER": "objects"}, FolderObjects),
    ],
)
def test_objects_lie_where_the_settings_say(told: dict[str, str], driver: type) -> None:
    assert isinstance(stores(read(TOLD | told), "fn-identity").objects, driver)


def test_what_is_told_of_no_place_does_not_start() -> None:
    with pytest.raises(MissingSetting, match="^OBJECTS_BUCKET$"):
        stores(read(TOLD), "fn-identity")
