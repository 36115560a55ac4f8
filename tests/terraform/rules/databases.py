"""Databases have the indexes of the list and no others, and are kept as long as they may be."""

from tests.terraform.plans import Plan, Resource, table
from tests.terraform.rules.rule import Findings

DAY_S = 86400
SHORT_DAYS = 7
Fields = tuple[tuple[str, str], ...]


def listed_databases(plan: Plan) -> Findings:
    """There is each database of the list, in the region."""
    listed = table("functions/indexes.json")[plan.root].keys()
    planned = {row.values["name"]: row for row in plan.of("firestore_database")}
    for name in listed ^ planned.keys():
        yield f"google_firestore_database {name}", "is planned or listed, not both"
    for row in planned.values():
        if row.values["location_id"] != plan.region:
            yield row.address, "lies in another region"
        if row.values["type"] != "FIRESTORE_NATIVE":
            yield row.address, "is of another kind"


def exemptions(plan: Plan) -> Findings:
    """No field of any collection is indexed by itself."""
    exempt = {
        (row.values["database"], row.values["collection"])
        for row in plan.of("firestore_field")
        if row.values["field"] == "*" and not row.block("index_config").get("indexes")
    }
    for database, collections in table("functions/indexes.json")[plan.root].items():
        for name in collections:
            if (database, name) not in exempt:
                yield f"google_firestore_field {database}/{name}", "is indexed by default"


def indexes(plan: Plan) -> Findings:
    """Every index of the list is planned, and no other."""
    listed = {
        (database, name, tuple((part["field"], part["order"]) for part in index))
        for database, collections in table("functions/indexes.json")[plan.root].items()
        for name, row in collections.items()
        for index in row["indexes"]
    }
    planned = {
        (row.values["database"], row.values["collection"], fields)
        for row in plan.of("firestore_field", "firestore_index")
        for fields in _indexes(row)
    }
    for database, name, fields in listed ^ planned:
        what = ", ".join(" ".join(part) for part in fields)
        yield (
            f"google_firestore_index {database}/{name}",
            f"({what}) is planned or listed, not both",
        )


def recovery(plan: Plan) -> Findings:
    """Books can be read as they were; erased persons' keys cannot."""
    for row in plan.of("firestore_database"):
        is_kept = row.values["point_in_time_recovery_enablement"].endswith("_ENABLED")
        if is_kept is (row.values["name"] == "vault-keys"):
            yield row.address, f"point in time recovery is {'on' if is_kept else 'off'}"


def backups(plan: Plan) -> Findings:
    """Every database has backups; those of the vault end within days."""
    kept: dict[str, list[int]] = {}
    for row in plan.of("firestore_backup_schedule"):
        days = int(row.values["retention"][:-1]) // DAY_S
        kept.setdefault(row.values["database"], []).append(days)
    for row in plan.of("firestore_database"):
        name = row.values["name"]
        days = max(kept.get(name, [0]))
        if days == 0:
            yield row.address, "has no backups"
        elif name.startswith("vault") and days > SHORT_DAYS:
            yield row.address, f"keeps erased persons for {days} days"
        elif not name.startswith("vault") and days <= SHORT_DAYS:
            yield row.address, f"is kept for {days} days only"


def protection(plan: Plan) -> Findings:
    """In production no database can be deleted."""
    for row in plan.of("firestore_database") if plan.is_production else ():
        if row.values["delete_protection_state"] != "DELETE_PROTECTION_ENABLED":
            yield row.address, "can be deleted"
        if row.values["deletion_policy"] != "ABANDON":
            yield row.address, "is deleted with the root"


def _indexes(row: Resource) -> list[Fields]:
    if row.type == "google_firestore_index":
        return [tuple((part["field_path"], part["order"]) for part in row.values["fields"])]
    field = row.values["field"]
    parts = row.block("index_config").get("indexes") or []
    return [((field, part["order"]),) for part in parts]
