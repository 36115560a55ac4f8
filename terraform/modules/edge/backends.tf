# Requests are not logged here: their log would carry addresses and paths. The functions log by an
# allow-list of fields.

resource "google_compute_region_network_endpoint_group" "function" {
  for_each              = var.services
  project               = var.project_id
  region                = var.region
  name                  = "fn-${each.key}"
  network_endpoint_type = "SERVERLESS"
  cloud_run { service = each.value }
}

# Only the beta provider can tie a regional backend to a security policy.
resource "google_compute_region_backend_service" "function" {
  provider              = google-beta
  for_each              = var.services
  project               = var.project_id
  region                = var.region
  name                  = "fn-${each.key}"
  load_balancing_scheme = "EXTERNAL_MANAGED"
  protocol              = "HTTPS"
  security_policy       = google_compute_region_security_policy.edge.id
  backend {
    group           = google_compute_region_network_endpoint_group.function[each.key].id
    balancing_mode  = "UTILIZATION"
    capacity_scaler = 1
  }
  log_config { enable = false }
}
