locals {
  _day  = 86400
  _keys = { for key in var.table.keys : key.name => key }
  _ring = "projects/${var.project_id}/locations/${var.table.location}/keyRings/${var.table.key_ring}"
}

resource "google_kms_key_ring" "ring" {
  project  = var.project_id
  name     = var.table.key_ring
  location = var.table.location
}

resource "google_kms_crypto_key" "key" {
  for_each                   = local._keys
  name                       = each.key
  key_ring                   = google_kms_key_ring.ring.id
  purpose                    = each.value.purpose
  destroy_scheduled_duration = "${var.table.destroy_after_days * local._day}s"
  rotation_period = (
    each.value.rotation_days == null ? null : "${each.value.rotation_days * local._day}s"
  )
  version_template {
    algorithm        = each.value.algorithm
    protection_level = var.table.protection_level
  }
  lifecycle { prevent_destroy = true }
}
