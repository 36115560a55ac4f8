resource "google_storage_bucket" "sources" {
  project                     = var.project_id
  name                        = "${var.project_id}-sources"
  location                    = var.region
  storage_class               = "STANDARD"
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  versioning { enabled = true }
  lifecycle_rule {
    condition { num_newer_versions = 10 }
    action { type = "Delete" }
  }
  dynamic "encryption" {
    for_each = var.kms_key_name == null ? [] : [var.kms_key_name]
    content { default_kms_key_name = encryption.value }
  }
}

resource "google_artifact_registry_repository" "images" {
  project       = var.project_id
  location      = var.region
  repository_id = "functions"
  description   = "Images of the functions"
  format        = "DOCKER"
  kms_key_name  = var.kms_key_name
}
