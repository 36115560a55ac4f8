module "schedule" {
  source     = "../modules/schedule"
  project_id = var.project_id
  region     = var.region
  jobs       = module.tables.jobs
  time_zone  = "Europe/Madrid"
  topic      = module.topic["jobs"].id
}
