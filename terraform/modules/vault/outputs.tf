output "bucket" {
  description = "Name of the bucket of sealed documents."
  value       = google_storage_bucket.documents.name
}

output "key_ring" {
  description = "Name of the key ring, once its keys may be used."
  value       = var.table.key_ring
  depends_on  = [google_kms_crypto_key_iam_member.user]
}

output "location" {
  description = "Where the keys lie."
  value       = var.table.location
}
