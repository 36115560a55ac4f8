module "tables" {
  source     = "../modules/tables"
  region     = "eu"
  repository = local.repository
}

locals {
  is_production = var.environment == "production"
  repository    = "${path.module}/../.."
}

module "baseline" {
  source     = "../modules/baseline"
  project_id = var.project_id
  services = [
    "accesscontextmanager", "artifactregistry", "billingbudgets", "certificatemanager", "cloudbuild",
    "cloudfunctions", "cloudkms", "cloudresourcemanager", "cloudscheduler", "compute", "firestore",
    "iam", "iamcredentials", "logging", "monitoring", "networksecurity", "orgpolicy", "pubsub", "run",
    "secretmanager", "storage",
  ]
}

module "residency" {
  count        = var.organization_policies ? 1 : 0
  source       = "../modules/residency"
  project_id   = var.project_id
  locations    = ["in:eu-locations"]
  require_cmek = var.cmek

  depends_on = [module.baseline]
}
