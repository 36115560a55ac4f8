# What one address may ask, by rate class of the table of routes. Partners' own limits are the
# functions' work; these keep floods away from them.

locals {
  # The service takes expressions of 1024 characters.
  _paths_a_rule = 6
  _minute_s     = 60

  _named = {
    for route in var.routes : "${route.rate_class} ${route.method}" => route.path...
    if route.rate_class != "read" && contains(keys(var.rate_limits), route.rate_class)
  }

  _classes = flatten([
    for key, paths in local._named : [
      for chunk in chunklist(distinct(paths), local._paths_a_rule) : {
        class  = split(" ", key)[0]
        method = split(" ", key)[1]
        pattern = join("|", [
          for path in chunk : replace(replace(path, ".", "[.]"), "/[{][^}]+[}]/", "[^/]+")
        ])
      }
    ]
  ])
}

resource "google_compute_region_security_policy" "edge" {
  project     = var.project_id
  region      = var.region
  name        = "edge"
  description = "Limits by rate class and address"
  type        = "CLOUD_ARMOR"

  dynamic "rules" {
    for_each = local._classes
    content {
      description = "${rules.value.class} ${rules.value.method}"
      priority    = 1000 + rules.key
      action      = "throttle"
      match {
        expr {
          expression = join(" && ", [
            "request.method == '${rules.value.method}'",
            "request.path.matches('^(${rules.value.pattern})$')",
          ])
        }
      }
      rate_limit_options {
        conform_action = "allow"
        exceed_action  = "deny(429)"
        enforce_on_key = "IP"
        rate_limit_threshold {
          count        = var.rate_limits[rules.value.class]
          interval_sec = local._minute_s
        }
      }
    }
  }

  rules {
    description = "read, and whatever no class names"
    priority    = 100000
    action      = "throttle"
    match {
      versioned_expr = "SRC_IPS_V1"
      config { src_ip_ranges = ["*"] }
    }
    rate_limit_options {
      conform_action = "allow"
      exceed_action  = "deny(429)"
      enforce_on_key = "IP"
      rate_limit_threshold {
        count        = var.rate_limits["read"]
        interval_sec = local._minute_s
      }
    }
  }

  rules {
    description = "what the policy must end with"
    priority    = 2147483647
    action      = "deny(403)"
    match {
      versioned_expr = "SRC_IPS_V1"
      config { src_ip_ranges = ["*"] }
    }
  }
}
