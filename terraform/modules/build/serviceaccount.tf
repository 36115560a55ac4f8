# Builds run as an account that can do nothing else.

locals {
  _member = "serviceAccount:builder@${var.project_id}.iam.gserviceaccount.com"
}

resource "google_service_account" "builder" {
  project      = var.project_id
  account_id   = "builder"
  display_name = "What functions are built as"
}

resource "google_storage_bucket_iam_member" "sources" {
  bucket     = google_storage_bucket.sources.name
  role       = "roles/storage.objectViewer"
  member     = local._member
  depends_on = [google_service_account.builder]
}

resource "google_artifact_registry_repository_iam_member" "images" {
  project    = var.project_id
  location   = var.region
  repository = google_artifact_registry_repository.images.repository_id
  role       = "roles/artifactregistry.writer"
  member     = local._member
  depends_on = [google_service_account.builder]
}

resource "google_project_iam_member" "logs" {
  project    = var.project_id
  role       = "roles/logging.logWriter"
  member     = local._member
  depends_on = [google_service_account.builder]
}
