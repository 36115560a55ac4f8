# Partners with certificates of their own, where the platform asks for them.

resource "google_certificate_manager_trust_config" "partners" {
  count    = length(var.client_ca) > 0 ? 1 : 0
  project  = var.project_id
  location = var.region
  name     = "partners"
  trust_stores {
    dynamic "trust_anchors" {
      for_each = var.client_ca
      content { pem_certificate = trust_anchors.value }
    }
  }
}

resource "google_network_security_server_tls_policy" "partners" {
  count    = length(var.client_ca) > 0 ? 1 : 0
  project  = var.project_id
  location = var.region
  name     = "partners"
  mtls_policy {
    client_validation_mode         = "REJECT_INVALID"
    client_validation_trust_config = google_certificate_manager_trust_config.partners[0].id
  }
}
