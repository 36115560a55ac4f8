# The ledger keeps long; what erasure must reach keeps short. Restoring a vault is a runbook: the list of
# erased persons is replayed first (terraform/docs/restore.md).

locals {
  keeping = {
    ledger = {
      backups = { daily_days = 7, weekly_days = 98 }
      key     = "ledger", point_in_time_recovery = true
    }
    vault = {
      backups = { daily_days = 7, weekly_days = null }
      key     = "vault", point_in_time_recovery = true
    }
    vault-keys = {
      backups = { daily_days = 7, weekly_days = null }
      key     = "vault", point_in_time_recovery = false
    }
  }
}

module "database" {
  for_each               = module.tables.databases
  source                 = "../modules/ledger"
  project_id             = var.project_id
  name                   = each.key
  location_id            = var.region
  collections            = each.value
  backups                = local.keeping[each.key].backups
  kms_key_name           = local.keys[local.keeping[each.key].key]
  point_in_time_recovery = local.keeping[each.key].point_in_time_recovery
  protected              = local.is_production

  depends_on = [module.baseline]
}
