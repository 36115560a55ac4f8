output "member" {
  description = "What the service runs as, as an IAM member."
  value       = module.deployable.member
}

output "name" {
  description = "Name of the service."
  value       = google_cloud_run_v2_service.service.name
}

output "uri" {
  description = "Address of the service, known once it is there."
  value       = google_cloud_run_v2_service.service.uri
}
