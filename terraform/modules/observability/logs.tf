# Logs lie in the region, and the request logs of Cloud Run and of the load balancer nowhere: they carry
# addresses and paths. The project's own default bucket is global, so nothing is sent there.

locals {
  _bucket = join("/", [
    "logging.googleapis.com/projects/${var.project_id}",
    "locations/${var.location}/buckets/platform",
  ])
  _request_logs = join(" OR ", [
    "LOG_ID(\"run.googleapis.com/requests\")",
    "resource.type = \"http_external_regional_lb_rule\"",
    "resource.type = \"http_load_balancer\"",
  ])
}

resource "google_logging_project_bucket_config" "platform" {
  project        = var.project_id
  location       = var.location
  bucket_id      = "platform"
  retention_days = var.retention_days
  description    = "Logs of the platform, without request logs"
}

resource "google_logging_project_sink" "platform" {
  project                = var.project_id
  name                   = "platform"
  destination            = local._bucket
  unique_writer_identity = true
  exclusions {
    name        = "requests"
    description = "They carry addresses and paths"
    filter      = local._request_logs
  }

  depends_on = [google_logging_project_bucket_config.platform]
}

resource "google_logging_project_exclusion" "default_bucket" {
  project     = var.project_id
  name        = "everything"
  description = "The default bucket is global: the sink platform keeps the logs in the region"
  filter      = "severity >= DEFAULT"
}
