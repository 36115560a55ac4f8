module "tables" {
  source     = "../modules/tables"
  region     = "us"
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
    "accesscontextmanager", "artifactregistry", "billingbudgets", "cloudbuild", "cloudfunctions",
    "cloudkms", "cloudresourcemanager", "cloudscheduler", "firestore", "iam", "iamcredentials",
    "logging", "monitoring", "orgpolicy", "pubsub", "run", "secretmanager", "storage",
  ]
}

module "residency" {
  count        = var.organization_policies ? 1 : 0
  source       = "../modules/residency"
  project_id   = var.project_id
  locations    = ["in:us-locations"]
  require_cmek = var.cmek

  depends_on = [module.baseline]
}
