output "member" {
  description = "What the function runs as, as an IAM member."
  value       = module.deployable.member
}

output "name" {
  description = "Name of the function, and of the Cloud Run service below it."
  value       = google_cloudfunctions2_function.function.name
}

output "pusher" {
  description = "What Pub/Sub pushes as; null for a public function."
  value       = local._is_public ? null : local._pusher
  depends_on  = [google_service_account.push]
}

output "uri" {
  description = "Address of the function, known once it is there."
  value       = one(google_cloudfunctions2_function.function.service_config).uri
}
