output "address" {
  description = "Address for the domain's A record."
  value       = google_compute_address.api.address
}

output "dns_authorization" {
  description = "Record that the domain's DNS must have before the certificate is issued."
  value       = google_certificate_manager_dns_authorization.api.dns_resource_record
}
