# Backups lie where the database lies.

locals {
  _kept = {
    for recurrence, days in {
      daily  = var.backups.daily_days
      weekly = var.backups.weekly_days
    } : recurrence => "${days * 86400}s" if days != null
  }
}

resource "google_firestore_backup_schedule" "schedule" {
  for_each  = local._kept
  project   = var.project_id
  database  = google_firestore_database.database.name
  retention = each.value
  dynamic "daily_recurrence" {
    for_each = each.key == "daily" ? [1] : []
    content {}
  }
  dynamic "weekly_recurrence" {
    for_each = each.key == "weekly" ? [1] : []
    content { day = "SUNDAY" }
  }
}
