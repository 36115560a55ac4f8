module "schedule" {
  source     = "../modules/schedule"
  project_id = var.project_id
  region     = var.region
  jobs       = module.tables.jobs
  time_zone  = "America/New_York"
  topic      = module.topic["jobs"].id
}
