module "observability" {
  source       = "../modules/observability"
  project_id   = var.project_id
  location     = var.region
  alert_emails = var.alert_emails
  budget       = var.budget
  thresholds   = var.thresholds
  border_subscriptions = [
    for name, row in module.tables.subscriptions : name if row.topic_region != row.region
  ]
  dead_letters = [for subscription in module.subscription : subscription.dead_letters]
  quick        = [for name, bundle in module.tables.bundles : name if bundle.is_quick]
}
