"""The edge routes by the one list, limits every class, and speaks TLS as it should."""

import re
from collections.abc import Mapping
from typing import Any

from tests.terraform.plans import Plan, table
from tests.terraform.rules.rule import Findings

EXPRESSION_MAX = 1024


def routes(plan: Plan) -> Findings:
    """Each path of the list goes to its function; fixed paths are looked at first."""
    listed = {row["path"] for row in table("shared/eu/routes.json")["routes"]}
    for url_map in plan.of("compute_region_url_map"):
        rules = url_map.block("path_matcher")["route_rules"]
        paths = [rule["match_rules"][0]["path_template_match"] for rule in rules]
        for path in set(paths) ^ listed:
            yield url_map.address, f"{path} is routed or listed, not both"
        if [path.count("{") for path in paths] != sorted(path.count("{") for path in paths):
            yield url_map.address, "looks at patterns before fixed paths"


def backends(plan: Plan) -> Findings:
    """There is a backend for each function of the list, and each is behind the limits."""
    listed = {row["function"] for row in table("shared/eu/routes.json")["routes"]}
    if plan.root == "us":
        return
    planned = {
        (row.block("cloud_run") or {}).get("service")
        for row in plan.of("compute_region_network_endpoint_group")
    }
    for name in listed ^ planned:
        yield "google_compute_region_network_endpoint_group", f"{name} is planned or listed"


def limits(plan: Plan) -> Findings:
    """Every route is under a rule of its class; the rest of the world under the class read."""
    for policy in plan.of("compute_region_security_policy"):
        rules = policy.values["rules"]
        for route in table("shared/eu/routes.json")["routes"]:
            if route["rate_class"] != "read" and not any(_covers(rule, route) for rule in rules):
                yield policy.address, f"{route['method']} {route['path']} has no limit of its class"
        if not any(rule["action"] == "throttle" and _is_for_all(rule) for rule in rules):
            yield policy.address, "has no limit for what no class names"
        for rule in rules:
            if rule["action"] not in ("throttle", "deny(403)"):
                yield policy.address, f"has a rule that does {rule['action']}"
            if len(_expression(rule)) > EXPRESSION_MAX:
                yield policy.address, "has an expression that is too long"


def tls(plan: Plan) -> Findings:
    """TLS from version 1.2, with a certificate, on a regional address."""
    for policy in plan.of("compute_region_ssl_policy"):
        if (
            policy.values["min_tls_version"] != "TLS_1_2"
            or policy.values["profile"] != "RESTRICTED"
        ):
            yield policy.address, "takes old protocols"
    for rule in plan.of("compute_forwarding_rule"):
        if rule.values["port_range"] != "443":
            yield rule.address, "listens without TLS"


def presence(plan: Plan) -> Findings:
    """The EU has an edge, and the US has none."""
    for kind in ("compute_forwarding_rule", "compute_region_security_policy"):
        if bool(plan.of(kind)) is (plan.root == "us"):
            yield f"google_{kind}", "is where it must not be, or is not where it must"


def _covers(rule: Mapping[str, Any], route: Mapping[str, str]) -> bool:
    expression = _expression(rule)
    found = re.search(r"matches\('(.*)'\)", expression)
    path = re.sub(r"{[^}]+}", "x", route["path"])
    is_method = f"request.method == '{route['method']}'" in expression
    return bool(found and is_method and re.search(found[1], path))


def _expression(rule: Mapping[str, Any]) -> str:
    given = rule["match"][0].get("expr")
    return str(given[0]["expression"]) if given else ""


def _is_for_all(rule: Mapping[str, Any]) -> bool:
    config = rule["match"][0].get("config")
    return bool(config and config[0]["src_ip_ranges"] == ["*"])
