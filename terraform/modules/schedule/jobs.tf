# A tick names its job in body and attribute, as the local stack's does. The local stack ticks as often as
# a job wants; here a message asks for many ticks, which the function spreads over the minute.

locals {
  _hour_s = 3600
  _day_s  = 86400

  _cron = {
    for name, job in var.jobs : name => coalesce(
      job.cron,
      job.every_seconds < local._hour_s ? "*/${floor(job.every_seconds / 60)} * * * *" : null,
      job.every_seconds < local._day_s ? "0 */${max(1, floor(job.every_seconds / local._hour_s))} * * *" : null,
      "0 22 * * *"
    )
  }
}

resource "google_cloud_scheduler_job" "job" {
  for_each    = var.jobs
  project     = var.project_id
  region      = var.region
  name        = each.key
  description = "Tick of the job ${each.key}"
  schedule    = local._cron[each.key]
  time_zone   = var.time_zone
  pubsub_target {
    topic_name = var.topic
    attributes = { job = each.key }
    data       = base64encode(jsonencode({ job = each.key, times = each.value.times }))
  }
  retry_config { retry_count = 3 }
}
