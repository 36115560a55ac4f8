"""Topics and subscriptions are those of the topology, and nothing that fails is lost."""

from base64 import b64decode

from shared.core.ticks import times_asked
from tests.terraform.plans import PEERS, Plan, Resource, table
from tests.terraform.rules.rule import Findings

LETTERS = "-dead-letters"


def topology(plan: Plan) -> Findings:
    """Topics, subscriptions and their order are those of the table."""
    topics = {row["name"] for row in plan.rows("topics")}
    subscriptions = {row["name"]: row for row in plan.subscriptions()}
    topics |= {f"{name}-dead" for name in subscriptions}
    planned = {row.values["name"] for row in plan.of("pubsub_topic")}
    for name in topics ^ planned:
        yield f"google_pubsub_topic {name}", "is planned or listed, not both"
    own = {row.values["name"]: row for row in _subscriptions(plan)}
    for name in subscriptions.keys() ^ own.keys():
        yield f"google_pubsub_subscription {name}", "is planned or listed, not both"
    for name in subscriptions.keys() & own.keys():
        if own[name].values["enable_message_ordering"] != subscriptions[name]["ordered"]:
            yield own[name].address, "has another order"


def sources(plan: Plan) -> Findings:
    """Each subscription hangs on the topic of its row, in the project that owns it."""
    for row in plan.subscriptions():
        suffix = f"/topics/{row['topic']}"
        for planned in _subscriptions(plan):
            topic = str(planned.values["topic"])
            is_own = topic.startswith(f"projects/{plan.project}/")
            is_right = topic.endswith(suffix) and is_own is (row["topic_region"] == plan.root)
            if planned.values["name"] == row["name"] and not is_right:
                yield planned.address, f"hangs on {topic}"


def dead_letters(plan: Plan) -> Findings:
    """What a handler refuses for good is kept, in a topic that has a subscription."""
    kept = {
        str(row.values["topic"]).rpartition("/")[2]
        for row in plan.of("pubsub_subscription")
        if row.values["name"].endswith(LETTERS)
    }
    attempts = table("functions/topology.json")["delivery"]["max_delivery_attempts"]
    for planned in _subscriptions(plan):
        policy = planned.block("dead_letter_policy")
        topic = str(policy.get("dead_letter_topic")).rpartition("/")[2]
        if topic not in kept:
            yield planned.address, "has dead letters that nobody keeps"
        if policy.get("max_delivery_attempts") != attempts:
            yield planned.address, "gives up at another attempt"


def delivery(plan: Plan) -> Findings:
    """Subscriptions never expire, wait as listed and between attempts, and push as somebody."""
    common = table("functions/topology.json")["delivery"]["ack_deadline_s"]
    deadlines = {
        row["name"]: row.get("ack_deadline_s", common) for row in plan.rows("subscriptions")
    }
    for planned in plan.of("pubsub_subscription"):
        if planned.block("expiration_policy").get("ttl") != "":
            yield planned.address, "expires"
    for planned in _subscriptions(plan):
        if planned.values["ack_deadline_seconds"] != deadlines.get(planned.values["name"]):
            yield planned.address, "has another deadline"
        if not planned.block("retry_policy").get("minimum_backoff"):
            yield planned.address, "repeats at once"
        token = (planned.block("push_config").get("oidc_token") or [{}])[0]
        if not token.get("service_account_email"):
            yield planned.address, "pushes as nobody"


def agents(plan: Plan) -> Findings:
    """Pub/Sub itself may move dead letters: publish to their topic, acknowledge the original."""
    publishers = _granted(plan, "pubsub_topic_iam_member", "topic")
    subscribers = _granted(plan, "pubsub_subscription_iam_member", "subscription")
    for planned in _subscriptions(plan):
        name = planned.values["name"]
        if f"{name}-dead" not in publishers:
            yield planned.address, "its dead letters cannot be published"
        if name not in subscribers:
            yield planned.address, "its dead letters cannot be acknowledged"


def schemas(plan: Plan) -> Findings:
    """What crosses the border passes a schema."""
    crossing = {
        row["topic"]
        for row in table("functions/topology.json")["subscriptions"]
        if row["topic_region"] == plan.root and row["region"] == PEERS[plan.root]
    }
    for topic in plan.of("pubsub_topic"):
        settings = topic.block("schema_settings")
        if topic.values["name"] in crossing and settings.get("encoding") != "JSON":
            yield topic.address, "takes anything"


def ticks(plan: Plan) -> Findings:
    """Every job of the table ticks, on the jobs topic, as often as the code must do it."""
    listed = {row["name"]: row for row in plan.rows("jobs")}
    planned = {
        row.values["name"]: row
        for row in plan.of("cloud_scheduler_job")
        if str(row.block("pubsub_target").get("topic_name")).endswith("/topics/jobs")
    }
    for name in listed.keys() ^ planned.keys():
        yield f"google_cloud_scheduler_job {name}", "is planned or listed, not both"
    for name in listed.keys() & planned.keys():
        data = b64decode(planned[name].block("pubsub_target")["data"])
        if times_asked(data, name) != listed[name].get("times", 1):
            yield planned[name].address, "is not asked for as often as listed"


def _subscriptions(plan: Plan) -> list[Resource]:
    return [
        row for row in plan.of("pubsub_subscription") if not row.values["name"].endswith(LETTERS)
    ]


def _granted(plan: Plan, kind: str, argument: str) -> set[str]:
    return {
        str(row.values[argument])
        for row in plan.of(kind)
        if "gcp-sa-pubsub" in str(row.values["member"])
    }
