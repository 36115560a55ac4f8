# Keys of stores, each for the one service that reads and writes the store.

module "cmek" {
  count      = var.cmek ? 1 : 0
  source     = "../modules/cmek"
  project_id = var.project_id
  location   = var.region
  keys = {
    messages = [module.baseline.agents.pubsub]
    omnibus  = [module.baseline.agents.firestore]
    secrets  = [module.baseline.agents.secretmanager]
    sources = [
      module.baseline.agents.artifactregistry,
      module.baseline.agents.cloudfunctions,
      module.baseline.agents.run,
      module.baseline.agents.storage,
    ]
  }
}

locals {
  keys = merge(
    { messages = null, omnibus = null, secrets = null, sources = null },
    try(module.cmek[0].ids, {})
  )
}
