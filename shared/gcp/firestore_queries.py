"""The port's queries as Firestore's structured queries."""

from collections.abc import Sequence
from typing import Any

from google.cloud.firestore_v1.types import query as query_types

from shared.core.documents import Condition
from shared.gcp.firestore_values import value_of

PbQuery = query_types.StructuredQuery.pb()
PbFilter = PbQuery.Filter
OPERATORS = {
    "==": PbQuery.FieldFilter.EQUAL,
    "<": PbQuery.FieldFilter.LESS_THAN,
    "<=": PbQuery.FieldFilter.LESS_THAN_OR_EQUAL,
    ">": PbQuery.FieldFilter.GREATER_THAN,
    ">=": PbQuery.FieldFilter.GREATER_THAN_OR_EQUAL,
}


def structured_query(
    collection: str,
    where: Sequence[Condition],
    order_by: str | None,
    descending: bool,
    limit: int,
) -> Any:
    """Build the protocol message of a query that the rules have passed."""
    query = PbQuery()
    query.from_.add(collection_id=collection)
    query.limit.value = limit
    if where:
        query.where.CopyFrom(_filter(where))
    if order_by is not None:
        direction = PbQuery.DESCENDING if descending else PbQuery.ASCENDING
        query.order_by.add(direction=direction).field.field_path = order_by
    return query


def _filter(where: Sequence[Condition]) -> Any:
    filters = [_comparison(condition) for condition in where]
    if len(filters) == 1:
        return filters[0]
    both = PbQuery.CompositeFilter(op=PbQuery.CompositeFilter.AND, filters=filters)
    return PbFilter(composite_filter=both)


def _comparison(condition: Condition) -> Any:
    field = PbQuery.FieldReference(field_path=condition.field)
    if condition.value is None:
        null = PbQuery.UnaryFilter(op=PbQuery.UnaryFilter.IS_NULL, field=field)
        return PbFilter(unary_filter=null)
    compared = PbQuery.FieldFilter(
        field=field, op=OPERATORS[condition.operator], value=value_of(condition.value)
    )
    return PbFilter(field_filter=compared)
