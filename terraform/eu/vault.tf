module "vault" {
  source          = "../modules/vault"
  project_id      = var.project_id
  location        = var.region
  kms_key_name    = local.keys.documents
  functions       = local.members
  protected       = local.is_production
  release_members = var.release_members
  table           = module.tables.keys
  object_users = [
    for name, bundle in module.tables.bundles : name if bundle.access.objects
  ]
}
