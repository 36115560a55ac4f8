output "condition" {
  description = "IAM condition under which a role is for this database alone."
  value       = "resource.name == \"projects/${var.project_id}/databases/${var.name}\""
}

output "name" {
  description = "Name of the database, once it is there."
  value       = var.name
  depends_on  = [google_firestore_database.database]
}
