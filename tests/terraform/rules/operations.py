"""People are told of what they must mend, and see it."""

import json

from tests.terraform.plans import Plan
from tests.terraform.rules.rule import Findings

SLOW = "The slowest of a hundred answers is late"
ALERTS = frozenset(
    {
        "A border message was refused",
        "Answers fail",
        "Dead letters are not empty",
        "Many orders had to be sent again",
        SLOW,
        "Ticks fail",
        "The two ledgers do not agree",
    }
)
AUDITED = frozenset({"ADMIN_READ", "DATA_READ", "DATA_WRITE"})


def alerts(plan: Plan) -> Findings:
    """Every alert is there, says what to do, and in production tells somebody and the cost."""
    planned = {row.values["display_name"]: row for row in plan.of("monitoring_alert_policy")}
    wanted = ALERTS | ({"Messages of the border wait"} if plan.is_paired else set())
    wanted |= {"The platform does not answer"} if plan.root == "eu" else set()
    for title in wanted - planned.keys():
        yield "google_monitoring_alert_policy", f"{title}: is missing"
    for row in planned.values():
        if not row.block("documentation").get("content"):
            yield row.address, "does not say what to do"
    if plan.is_production and not plan.of("monitoring_notification_channel"):
        yield "google_monitoring_notification_channel", "nobody is told"
    if plan.is_production and not plan.of("billing_budget"):
        yield "google_billing_budget", "nobody is told of the cost"


def watched(plan: Plan) -> Findings:
    """The alert on dead letters watches every subscription that keeps some."""
    for row in plan.of("monitoring_alert_policy"):
        if row.values["display_name"] == "Dead letters are not empty":
            text = row.block("conditions")["condition_threshold"][0]["filter"]
            for subscription in plan.subscriptions():
                if f'"{subscription["name"]}-dead-letters"' not in text:
                    yield row.address, f"does not watch {subscription['name']}"


def latency(plan: Plan) -> Findings:
    """The alert on slow answers looks at all that must be quick, and at nothing that may last."""
    often = {row["function"] for row in plan.rows("jobs") if row.get("times", 1) > 1}
    for row in plan.of("monitoring_alert_policy"):
        if row.values["display_name"] != SLOW:
            continue
        text = row.block("conditions")["condition_threshold"][0]["filter"]
        for name, bundle in plan.bundles.items():
            is_quick = bundle["kind"] != "stream" and name not in often
            if (f'"{name}"' in text) is not is_quick:
                yield row.address, f"looks at {name}, or should, not both"


def uptime(plan: Plan) -> Findings:
    """The EU is asked from outside, by TLS."""
    checks = plan.of("monitoring_uptime_check_config")
    if bool(checks) is (plan.root == "us"):
        yield "google_monitoring_uptime_check_config", "is where it must not be, or the reverse"
    for check in checks:
        if check.block("http_check").get("validate_ssl") is not True:
            yield check.address, "does not look at the certificate"


def audit(plan: Plan) -> Findings:
    """Who reads and writes data is on record."""
    logged = {
        row["log_type"]
        for config in plan.of("project_iam_audit_config")
        for row in config.values["audit_log_config"]
    }
    for kind in AUDITED - logged:
        yield "google_project_iam_audit_config", f"{kind} is not on record"


def dashboard(plan: Plan) -> Findings:
    """There is a page to look at."""
    for row in plan.of("monitoring_dashboard"):
        if len(json.loads(row.values["dashboard_json"])["gridLayout"]["widgets"]) < 6:
            yield row.address, "shows too little"
    if not plan.of("monitoring_dashboard"):
        yield "google_monitoring_dashboard", "is missing"


def export(plan: Plan) -> Findings:
    """The ledger, and nothing else, is exported every night; the US has no such job."""
    jobs = [row for row in plan.of("cloud_scheduler_job") if row.values.get("http_target")]
    if len(jobs) != (plan.root == "eu"):
        yield "google_cloud_scheduler_job", "the export is where it must not be, or the reverse"
    for job in jobs:
        if not job.block("http_target")["uri"].endswith("/databases/ledger:exportDocuments"):
            yield job.address, "exports something else"


def perimeter(plan: Plan) -> Findings:
    """Production is inside a perimeter whose one gate is the attaching of subscriptions."""
    found = plan.of("access_context_manager_service_perimeter")
    if plan.is_production and not found:
        yield "google_access_context_manager_service_perimeter", "is missing"
    for row in found:
        status = row.block("status")
        gates = (status.get("egress_policies") or []) + (status.get("ingress_policies") or [])
        for gate in gates:
            to = (gate.get("egress_to") or gate.get("ingress_to"))[0]
            verbs = {verb["method"] for op in to["operations"] for verb in op["method_selectors"]}
            services = {op["service_name"] for op in to["operations"]}
            is_narrow = verbs <= {"Subscriber.CreateSubscription", "Subscriber.UpdateSubscription"}
            if services != {"pubsub.googleapis.com"} or not is_narrow:
                yield row.address, "has a gate for more than subscriptions"
