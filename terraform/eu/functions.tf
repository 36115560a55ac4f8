locals {
  functions = {
    for name, bundle in module.tables.bundles : name => bundle
    if contains(["public", "push"], bundle.kind)
  }
  services = {
    for name, bundle in module.tables.bundles : name => bundle
    if !contains(["public", "push"], bundle.kind)
  }

  deployed = merge(module.function, module.relay)
  members  = { for name, deployed in local.deployed : name => deployed.member }

  environment = {
    API_URL               = "https://${var.domain}"
    BORDER_PEER_KEYS      = jsonencode(var.peer == null ? {} : var.peer.border_public_keys)
    DATABASE              = "ledger"
    INSTANT_FUNDING       = var.behaviour.instant_funding ? "on" : "off"
    KMS_KEY_RING          = module.tables.keys.key_ring
    KMS_LOCATION          = module.tables.keys.location
    MARKET_HOURS          = var.behaviour.market_hours
    OMNIBUS_IBAN          = var.behaviour.omnibus_iban
    PROJECT               = var.project_id
    QUOTE_AGE_MAX_MS      = tostring(var.behaviour.quote_age_max_ms)
    RATE_LIMIT_PER_MINUTE = tostring(var.behaviour.rate_limit_per_minute)
    REGION                = var.region
    REVIEW                = var.behaviour.review
  }

  # A function that seals nothing is told a seed that signs nothing.
  sealing = {
    for name, bundle in module.tables.bundles : name => (
      bundle.access.seals
      ? { BORDER_KEY_ID = var.border_key_id }
      : { BORDER_KEY_ID = "none", BORDER_SIGNING_SEED = "00" }
    )
  }
  objects = {
    for name, bundle in module.tables.bundles : name => (
      bundle.access.objects
      ? {
        # The library would ask about the bucket besides, which nobody may.
        DISABLE_GCS_PYTHON_CLIENT_OTEL_BUCKET_METADATA = "true"
        OBJECTS_BUCKET                                 = "${var.project_id}-documents"
      }
      : {}
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
  for_each            = local.functions
  source              = "../modules/function"
  project_id          = var.project_id
  region              = var.region
  name                = each.key
  bundle              = each.value
  repository          = local.repository
  build               = module.build.build
  database_conditions = { for name, database in module.database : name => database.condition }
  environment         = merge(local.environment, local.objects[each.key], local.sealing[each.key])
  kms_key_name        = local.keys.sources
  secrets             = local.secrets[each.key]
  size                = try(var.sizes[each.key], {})

  depends_on = [google_secret_manager_secret_version.border_seed]
}

module "relay" {
  for_each            = local.services
  source              = "../modules/relay"
  project_id          = var.project_id
  region              = var.region
  name                = each.key
  bundle              = each.value
  repository          = local.repository
  build               = module.build.build
  database_conditions = { for name, database in module.database : name => database.condition }
  environment         = merge(local.environment, local.objects[each.key], local.sealing[each.key])
  kms_key_name        = local.keys.sources
  secrets             = local.secrets[each.key]
  size                = try(var.sizes[each.key], {})

  depends_on = [google_secret_manager_secret_version.border_seed]
}
