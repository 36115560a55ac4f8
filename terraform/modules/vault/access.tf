# Who may do what with which key is a table too: functions/keys.json, that the local key service obeys.

locals {
  _release = "legal-release@${var.project_id}.iam.gserviceaccount.com"

  _members = merge(
    { for name, member in var.functions : "fn-${name}" => [member] },
    { every-eu-function = values(var.functions) },
    { legal-release = ["serviceAccount:${local._release}"] }
  )

  _grants = flatten([
    for key in var.table.keys : [
      for role, users in key.roles : [
        for member in toset(flatten([for user in users : local._members[user]])) :
        { key = key.name, role = role, member = member }
      ]
    ]
  ])

  _permitted = flatten([
    for permission, users in var.table.permissions : [
      for user in users : [
        for member in local._members[user] : { permission = permission, member = member }
      ]
    ]
  ])
}

resource "google_kms_crypto_key_iam_member" "user" {
  for_each      = { for grant in local._grants : "${grant.key}/${grant.role}/${grant.member}" => grant }
  crypto_key_id = "${local._ring}/cryptoKeys/${each.value.key}"
  role          = each.value.role
  member        = each.value.member

  depends_on = [google_kms_crypto_key.key, google_service_account.release]
}

resource "google_project_iam_custom_role" "permission" {
  for_each    = var.table.permissions
  project     = var.project_id
  role_id     = replace(each.key, ".", "_")
  title       = each.key
  description = "One permission and nothing else."
  permissions = [each.key]
}

resource "google_project_iam_member" "permission" {
  for_each = { for row in local._permitted : "${row.permission}/${row.member}" => row }
  project  = var.project_id
  role     = "projects/${var.project_id}/roles/${replace(each.value.permission, ".", "_")}"
  member   = each.value.member

  depends_on = [google_project_iam_custom_role.permission]
}

# Nothing runs as this account: people who are asked by a court act for it, and each time is on record.
resource "google_service_account" "release" {
  project      = var.project_id
  account_id   = "legal-release"
  display_name = "Opens blocked personal data on a legal duty"
}

resource "google_service_account_iam_member" "release" {
  for_each           = var.release_members
  service_account_id = google_service_account.release.name
  role               = "roles/iam.serviceAccountTokenCreator"
  member             = each.value
}
