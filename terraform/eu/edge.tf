module "edge" {
  source      = "../modules/edge"
  project_id  = var.project_id
  region      = var.region
  client_ca   = var.client_ca
  domain      = var.domain
  fallback    = "trading"
  rate_limits = var.rate_limits
  routes      = module.tables.routes
  services = {
    for name in distinct(module.tables.routes[*].function) : name => local.deployed[name].name
  }

  depends_on = [module.baseline]
}
