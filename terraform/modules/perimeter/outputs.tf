output "name" {
  description = "Full name of the perimeter."
  value       = google_access_context_manager_service_perimeter.perimeter.name
}
