output "agents" {
  description = "Google's own accounts of the project, as IAM members, by service."
  value       = local.agents
  depends_on  = [google_project_service_identity.agent]
}

output "project_number" {
  description = "Number of the project."
  value       = local._number
}
