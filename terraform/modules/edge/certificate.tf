# A regional certificate by an entry in the domain's DNS. TLS ends in the region; a global load
# balancer would end it anywhere in the world.

resource "google_certificate_manager_dns_authorization" "api" {
  project  = var.project_id
  location = var.region
  name     = "api"
  domain   = var.domain
  type     = "PER_PROJECT_RECORD"
}

resource "google_certificate_manager_certificate" "api" {
  project  = var.project_id
  location = var.region
  name     = "api"
  managed {
    domains            = [var.domain]
    dns_authorizations = [google_certificate_manager_dns_authorization.api.id]
  }
}

resource "google_compute_region_ssl_policy" "strict" {
  project         = var.project_id
  region          = var.region
  name            = "strict"
  profile         = "RESTRICTED"
  min_tls_version = "TLS_1_2"
}
