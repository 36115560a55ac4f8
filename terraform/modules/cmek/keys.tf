locals {
  _day  = 86400
  _ring = "projects/${var.project_id}/locations/${var.location}/keyRings/${var.name}"
}

resource "google_kms_key_ring" "ring" {
  project  = var.project_id
  name     = var.name
  location = var.location
}

resource "google_kms_crypto_key" "key" {
  for_each                   = var.keys
  name                       = each.key
  key_ring                   = google_kms_key_ring.ring.id
  purpose                    = "ENCRYPT_DECRYPT"
  rotation_period            = "${var.rotation_days * local._day}s"
  destroy_scheduled_duration = "${30 * local._day}s"
  version_template {
    algorithm        = "GOOGLE_SYMMETRIC_ENCRYPTION"
    protection_level = "HSM"
  }
  lifecycle { prevent_destroy = true }
}

resource "google_kms_crypto_key_iam_member" "user" {
  for_each = merge([
    for key, members in var.keys : {
      for member in members : "${key}/${member}" => { key = key, member = member }
    }
  ]...)
  crypto_key_id = "${local._ring}/cryptoKeys/${each.value.key}"
  role          = "roles/cloudkms.cryptoKeyEncrypterDecrypter"
  member        = each.value.member

  depends_on = [google_kms_crypto_key.key]
}
