locals {
  _pitr = var.point_in_time_recovery ? "ENABLED" : "DISABLED"
}

resource "google_firestore_database" "database" {
  project                           = var.project_id
  name                              = var.name
  location_id                       = var.location_id
  type                              = "FIRESTORE_NATIVE"
  database_edition                  = "STANDARD"
  concurrency_mode                  = "PESSIMISTIC"
  app_engine_integration_mode       = "DISABLED"
  point_in_time_recovery_enablement = "POINT_IN_TIME_RECOVERY_${local._pitr}"
  delete_protection_state           = "DELETE_PROTECTION_${var.protected ? "ENABLED" : "DISABLED"}"
  deletion_policy                   = var.protected ? "ABANDON" : "DELETE"
  dynamic "cmek_config" {
    for_each = var.kms_key_name == null ? [] : [var.kms_key_name]
    content { kms_key_name = cmek_config.value }
  }
}
