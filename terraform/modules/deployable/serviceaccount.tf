locals {
  _email  = "fn-${var.name}@${var.project_id}.iam.gserviceaccount.com"
  _member = "serviceAccount:${local._email}"
}

resource "google_service_account" "runtime" {
  project      = var.project_id
  account_id   = "fn-${var.name}"
  display_name = "What ${var.name} runs as"
}

# A role on one database: IAM has nothing finer for Firestore.
resource "google_project_iam_member" "database" {
  for_each = var.bundle.access.databases
  project  = var.project_id
  role     = "roles/datastore.${each.value}"
  member   = local._member
  condition {
    title      = "only ${each.key}"
    expression = var.database_conditions[each.key]
  }

  depends_on = [google_service_account.runtime]
}

resource "google_secret_manager_secret_iam_member" "reader" {
  for_each  = var.secrets
  project   = var.project_id
  secret_id = each.value
  role      = "roles/secretmanager.secretAccessor"
  member    = local._member

  depends_on = [google_service_account.runtime]
}
