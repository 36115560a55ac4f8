module "database" {
  for_each     = module.tables.databases
  source       = "../modules/ledger"
  project_id   = var.project_id
  name         = each.key
  location_id  = var.region
  collections  = each.value
  backups      = { daily_days = 7, weekly_days = 98 }
  kms_key_name = local.keys.omnibus
  protected    = local.is_production

  depends_on = [module.baseline]
}
