output "locations" {
  description = "Locations that resources may lie in."
  value       = var.locations
}
