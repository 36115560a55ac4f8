output "email" {
  description = "What it runs as, once that account may do what it must."
  value       = local._email
  depends_on = [
    google_project_iam_member.database,
    google_secret_manager_secret_iam_member.reader,
    google_service_account.runtime,
  ]
}

output "member" {
  description = "The account as an IAM member, once it is there."
  value       = local._member
  depends_on  = [google_service_account.runtime]
}

output "object" {
  description = "Name of the archive in the bucket, once it is there."
  value       = google_storage_bucket_object.bundle.name
}
