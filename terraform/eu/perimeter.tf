module "perimeter" {
  count          = var.access_policy == null ? 0 : 1
  source         = "../modules/perimeter"
  access_policy  = var.access_policy
  name           = "two_ledger_eu"
  deployer       = var.deployer
  project_number = module.baseline.project_number
  peer = (
    var.peer == null || var.peer_deployer == null
    ? null
    : { deployer = var.peer_deployer, project_number = var.peer.project_number }
  )
  services = [
    "artifactregistry", "cloudfunctions", "cloudkms", "firestore", "logging", "pubsub", "run",
    "secretmanager", "storage",
  ]
}
