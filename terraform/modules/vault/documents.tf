# Holders' documents, sealed under their person's key before they come here.

locals {
  _bucket = "${var.project_id}-documents"
}

resource "google_storage_bucket" "documents" {
  project                     = var.project_id
  name                        = local._bucket
  location                    = var.location
  storage_class               = "STANDARD"
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  force_destroy               = !var.protected
  # What was erased must stay erased: no versions, no soft deletion.
  versioning { enabled = false }
  soft_delete_policy { retention_duration_seconds = 0 }
  dynamic "encryption" {
    for_each = var.kms_key_name == null ? [] : [var.kms_key_name]
    content { default_kms_key_name = encryption.value }
  }
}

resource "google_storage_bucket_iam_member" "user" {
  for_each = var.object_users
  bucket   = google_storage_bucket.documents.name
  role     = "roles/storage.objectUser"
  member   = var.functions[each.value]
}
