locals {
  deployed = module.function
  members  = { for name, deployed in local.deployed : name => deployed.member }

  environment = {
    BORDER_PEER_KEYS = jsonencode(var.peer.border_public_keys)
    DATABASE         = "omnibus"
    MARKET_HOURS     = var.behaviour.market_hours
    PROJECT          = var.project_id
    QUOTE_AGE_MAX_MS = tostring(var.behaviour.quote_age_max_ms)
    REGION           = var.region
  }

  # A function that seals nothing is told a seed that signs nothing.
  sealing = {
    for name, bundle in module.tables.bundles : name => (
      bundle.access.seals
      ? { BORDER_KEY_ID = var.border_key_id }
      : { BORDER_KEY_ID = "none", BORDER_SIGNING_SEED = "00" }
    )
  }
  secrets = {
    for name, bundle in module.tables.bundles : name => (
      bundle.access.seals ? { BORDER_SIGNING_SEED = google_secret_manager_secret.border_seed.secret_id } : {}
    )
  }
}

module "build" {
  source       = "../modules/build"
  project_id   = var.project_id
  region       = var.region
  kms_key_name = local.keys.sources

  depends_on = [module.baseline]
}

module "function" {
  for_each            = module.tables.bundles
  source              = "../modules/function"
  project_id          = var.project_id
  region              = var.region
  name                = each.key
  bundle              = each.value
  repository          = local.repository
  build               = module.build.build
  database_conditions = { for name, database in module.database : name => database.condition }
  environment         = merge(local.environment, local.sealing[each.key])
  kms_key_name        = local.keys.sources
  secrets             = local.secrets[each.key]
  size                = try(var.sizes[each.key], {})

  depends_on = [google_secret_manager_secret_version.border_seed]
}
