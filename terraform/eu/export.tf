# Backups lie where the database lies; the ledger is exported besides to a second region, every night.
# Nothing of the vault is.

locals {
  export_bucket = "${var.project_id}-ledger-export"
  export_member = "serviceAccount:ledger-export@${var.project_id}.iam.gserviceaccount.com"
}

resource "google_storage_bucket" "export" {
  project                     = var.project_id
  name                        = local.export_bucket
  location                    = var.export_region
  storage_class               = "STANDARD"
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  force_destroy               = !local.is_production
  versioning { enabled = true }
  lifecycle_rule {
    condition { age = 35 }
    action { type = "Delete" }
  }
  dynamic "encryption" {
    for_each = local.keys.export == null ? [] : [local.keys.export]
    content { default_kms_key_name = encryption.value }
  }

  depends_on = [module.baseline]
}

resource "google_service_account" "export" {
  project      = var.project_id
  account_id   = "ledger-export"
  display_name = "Exports the ledger every night"
}

resource "google_project_iam_member" "export" {
  project = var.project_id
  role    = "roles/datastore.importExportAdmin"
  member  = local.export_member
  condition {
    title      = "only ledger"
    expression = module.database["ledger"].condition
  }

  depends_on = [google_service_account.export]
}

resource "google_storage_bucket_iam_member" "export" {
  for_each = {
    exporter  = local.export_member
    firestore = module.baseline.agents.firestore
  }
  bucket = google_storage_bucket.export.name
  role   = "roles/storage.objectAdmin"
  member = each.value

  depends_on = [google_service_account.export]
}

resource "google_cloud_scheduler_job" "export" {
  project     = var.project_id
  region      = var.region
  name        = "ledger-export"
  description = "Export of the ledger to a second region"
  schedule    = "30 3 * * *"
  time_zone   = "Europe/Madrid"
  http_target {
    http_method = "POST"
    uri         = "https://firestore.googleapis.com/v1/projects/${var.project_id}/databases/ledger:exportDocuments"
    headers     = { "Content-Type" = "application/json" }
    body        = base64encode(jsonencode({ outputUriPrefix = "gs://${local.export_bucket}" }))
    oauth_token {
      service_account_email = google_service_account.export.email
      scope                 = "https://www.googleapis.com/auth/datastore"
    }
  }
  retry_config { retry_count = 3 }
}
