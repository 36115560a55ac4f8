# One rule a path, fixed paths before patterns, from the table that the functions route by.

locals {
  _functions = { for route in var.routes : route.path => route.function... }

  _paths = [
    for ranked in sort([
      for path in keys(local._functions) :
      "${length(regexall("[{]", path))} ${path}"
    ]) : split(" ", ranked)[1]
  ]
}

resource "google_compute_region_url_map" "api" {
  project         = var.project_id
  region          = var.region
  name            = "api"
  default_service = google_compute_region_backend_service.function[var.fallback].id
  host_rule {
    hosts        = [var.domain]
    path_matcher = "api"
  }
  path_matcher {
    name            = "api"
    default_service = google_compute_region_backend_service.function[var.fallback].id
    dynamic "route_rules" {
      for_each = local._paths
      content {
        priority = route_rules.key + 1
        service = google_compute_region_backend_service.function[
          one(distinct(local._functions[route_rules.value]))
        ].id
        match_rules { path_template_match = route_rules.value }
      }
    }
  }
}
