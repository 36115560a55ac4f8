output "address" {
  description = "Address for the A record of the domain."
  value       = module.edge.address
}

output "dns_authorization" {
  description = "Record that the domain's DNS must have before the certificate is issued."
  value       = module.edge.dns_authorization
}

output "peer" {
  description = "What the US root must be told of this project, but for the public key."
  value = {
    project_id     = var.project_id
    project_number = module.baseline.project_number
  }
}

output "residency" {
  description = "Where each part lies."
  value = {
    databases = var.region
    export    = var.export_region
    functions = var.region
    keys      = module.vault.location
    messages  = var.region
  }
}
