# Google's own accounts. They must exist before a key or a dead letter topic can be granted to them.

data "google_project" "this" {
  project_id = var.project_id
}

locals {
  _number = data.google_project.this.number

  # Spelled out, so that a plan tells who gets what.
  agents = {
    for name, domain in {
      artifactregistry = "gcp-sa-artifactregistry"
      cloudfunctions   = "gcf-admin-robot"
      firestore        = "gcp-sa-firestore"
      logging          = "gcp-sa-logging"
      pubsub           = "gcp-sa-pubsub"
      run              = "serverless-robot-prod"
      secretmanager    = "gcp-sa-secretmanager"
      storage          = "gs-project-accounts"
    } : name => "serviceAccount:service-${local._number}@${domain}.iam.gserviceaccount.com"
  }
}

resource "google_project_service_identity" "agent" {
  for_each = toset([
    "artifactregistry", "cloudfunctions", "firestore", "logging", "pubsub", "run", "secretmanager",
  ])
  provider = google-beta
  project  = var.project_id
  service  = "${each.value}.googleapis.com"

  depends_on = [google_project_service.enabled]
}

# Asking for it makes it.
data "google_storage_project_service_account" "this" {
  project = var.project_id
}
