resource "google_compute_network" "edge" {
  project                 = var.project_id
  name                    = "edge"
  auto_create_subnetworks = false
  routing_mode            = "REGIONAL"
}

resource "google_compute_subnetwork" "proxies" {
  project       = var.project_id
  region        = var.region
  name          = "proxies"
  network       = google_compute_network.edge.id
  ip_cidr_range = var.proxy_range
  purpose       = "REGIONAL_MANAGED_PROXY"
  role          = "ACTIVE"
}

resource "google_compute_address" "api" {
  project      = var.project_id
  region       = var.region
  name         = "api"
  network_tier = "STANDARD"
}

resource "google_compute_region_target_https_proxy" "api" {
  project                          = var.project_id
  region                           = var.region
  name                             = "api"
  url_map                          = google_compute_region_url_map.api.id
  certificate_manager_certificates = [google_certificate_manager_certificate.api.id]
  ssl_policy                       = google_compute_region_ssl_policy.strict.id
  server_tls_policy                = one(google_network_security_server_tls_policy.partners[*].id)
}

resource "google_compute_forwarding_rule" "api" {
  project               = var.project_id
  region                = var.region
  name                  = "api"
  load_balancing_scheme = "EXTERNAL_MANAGED"
  network               = google_compute_network.edge.id
  network_tier          = "STANDARD"
  ip_address            = google_compute_address.api.id
  ip_protocol           = "TCP"
  port_range            = "443"
  target                = google_compute_region_target_https_proxy.api.id

  depends_on = [google_compute_subnetwork.proxies]
}
