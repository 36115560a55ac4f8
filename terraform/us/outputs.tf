output "peer" {
  description = "What the EU root must be told of this project, but for the public key."
  value = {
    project_id     = var.project_id
    project_number = module.baseline.project_number
  }
}

output "residency" {
  description = "Where each part lies."
  value = {
    databases = var.region
    functions = var.region
    messages  = var.region
  }
}
