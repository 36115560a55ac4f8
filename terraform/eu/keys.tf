# Keys of stores, each for the one service that reads and writes the store. The vault's databases have
# a key of their own.

module "cmek" {
  count      = var.cmek ? 1 : 0
  source     = "../modules/cmek"
  project_id = var.project_id
  location   = var.region
  keys = {
    documents = [module.baseline.agents.storage]
    ledger    = [module.baseline.agents.firestore]
    messages  = [module.baseline.agents.pubsub]
    secrets   = [module.baseline.agents.secretmanager]
    sources = [
      module.baseline.agents.artifactregistry,
      module.baseline.agents.cloudfunctions,
      module.baseline.agents.run,
      module.baseline.agents.storage,
    ]
    vault = [module.baseline.agents.firestore]
  }
}

module "export_cmek" {
  count      = var.cmek ? 1 : 0
  source     = "../modules/cmek"
  project_id = var.project_id
  location   = var.export_region
  keys       = { export = [module.baseline.agents.storage] }
}

locals {
  keys = merge({
    documents = null, export = null, ledger = null, messages = null, secrets = null, sources = null
    vault     = null
  }, try(module.cmek[0].ids, {}), try(module.export_cmek[0].ids, {}))
}
