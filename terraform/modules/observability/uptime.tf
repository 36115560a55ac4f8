resource "google_monitoring_uptime_check_config" "api" {
  count        = var.uptime == null ? 0 : 1
  project      = var.project_id
  display_name = "api"
  period       = "60s"
  timeout      = "10s"
  http_check {
    path         = var.uptime.path
    port         = 443
    use_ssl      = true
    validate_ssl = true
  }
  monitored_resource {
    type   = "uptime_url"
    labels = { host = var.uptime.host, project_id = var.project_id }
  }
}

resource "google_monitoring_alert_policy" "uptime" {
  count        = var.uptime == null ? 0 : 1
  project      = var.project_id
  display_name = "The platform does not answer"
  combiner     = "OR"
  conditions {
    display_name = "checks from outside fail"
    condition_threshold {
      filter = join(" AND ", [
        "resource.type = \"uptime_url\"",
        "metric.type = \"monitoring.googleapis.com/uptime_check/check_passed\"",
        "metric.label.check_id = \"${google_monitoring_uptime_check_config.api[0].uptime_check_id}\"",
      ])
      comparison      = "COMPARISON_GT"
      threshold_value = 1
      duration        = "${var.thresholds.unhealthy_minutes * 60}s"
      aggregations {
        alignment_period     = "60s"
        per_series_aligner   = "ALIGN_NEXT_OLDER"
        cross_series_reducer = "REDUCE_COUNT_FALSE"
        group_by_fields      = ["resource.label.host"]
      }
    }
  }
  documentation {
    content   = "Certificate, load balancer, then the auth function, in this order."
    mime_type = "text/markdown"
  }
  notification_channels = local._channels
}
