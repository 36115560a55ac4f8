resource "google_monitoring_notification_channel" "email" {
  for_each     = toset(var.alert_emails)
  project      = var.project_id
  display_name = "On call"
  type         = "email"
  labels       = { email_address = each.value }
}

locals {
  _channels = [for channel in google_monitoring_notification_channel.email : channel.id]

  _subscription = "resource.type = \"pubsub_subscription\" AND metric.type = \"pubsub.googleapis.com/subscription"
  _service      = "resource.type = \"cloud_run_revision\" AND metric.type = \"run.googleapis.com"
  _event        = "resource.type = \"cloud_run_revision\" AND metric.type = \"logging.googleapis.com/user/events"

  _named = {
    for name, ids in { dead = var.dead_letters, border = var.border_subscriptions } :
    name => "resource.label.subscription_id = one_of(${join(", ", [for id in ids : "\"${id}\""])})"
  }

  _quick = "resource.label.service_name = one_of(${join(", ", [for name in var.quick : "\"${name}\""])})"

  # What is looked at, how it is summed up over a minute, and from where on people are told.
  _alerts = merge(
    {
      dead-letters = {
        title     = "Dead letters are not empty"
        filter    = "${local._subscription}/num_undelivered_messages\" AND ${local._named.dead}"
        aligner   = "ALIGN_MAX"
        threshold = 0
        runbook   = "Read the reason in the consumer's log, mend it, then publish the letters again."
      }
      latency = {
        title     = "The slowest of a hundred answers is late"
        filter    = "${local._service}/request_latencies\" AND ${local._quick}"
        aligner   = "ALIGN_PERCENTILE_99"
        threshold = var.thresholds.latency_p99_ms
        runbook   = "Look for contention (503, retryable), cold starts, and instances at their maximum."
      }
      reconciliation-breaks = {
        title     = "The two ledgers do not agree"
        filter    = "${local._event}/reconciliation-break\""
        aligner   = "ALIGN_COUNT"
        threshold = 0
        runbook   = "The record in `breaks` names the order and the reason. Nothing is corrected by hand."
      }
      quarantine = {
        title     = "A border message was refused"
        filter    = "${local._event}/message-quarantined\""
        aligner   = "ALIGN_COUNT"
        threshold = 0
        runbook   = "Compare the border keys of both regions; the record has reason, digest and size."
      }
      sent-again = {
        title     = "Many orders had to be sent again"
        filter    = "${local._event}/sent-again\""
        aligner   = "ALIGN_COUNT"
        threshold = var.thresholds.sent_again_a_minute
        runbook   = "Reports are late: look at the border's subscriptions and the US orders function."
      }
      ticks = {
        title     = "Ticks fail"
        filter    = "${local._event}/tick-failed\""
        aligner   = "ALIGN_COUNT"
        threshold = var.thresholds.failed_ticks_a_minute
        runbook   = "The line names the function and why: the sequencer pages no events, or prices stand still."
      }
    },
    length(var.border_subscriptions) == 0 ? {} : {
      unacknowledged = {
        title     = "Messages of the border wait"
        filter    = "${local._subscription}/oldest_unacked_message_age\" AND ${local._named.border}"
        aligner   = "ALIGN_MAX"
        threshold = var.thresholds.unacknowledged_s
        runbook   = "Nothing is lost: the sweeper sends again. Find why the consumer does not answer."
      }
    }
  )
}

resource "google_monitoring_alert_policy" "alert" {
  for_each     = local._alerts
  project      = var.project_id
  display_name = each.value.title
  combiner     = "OR"
  conditions {
    display_name = each.value.title
    condition_threshold {
      filter          = each.value.filter
      comparison      = "COMPARISON_GT"
      threshold_value = each.value.threshold
      duration        = "0s"
      aggregations {
        alignment_period   = "60s"
        per_series_aligner = each.value.aligner
      }
    }
  }
  documentation {
    content   = each.value.runbook
    mime_type = "text/markdown"
  }
  notification_channels = local._channels

  depends_on = [google_logging_metric.event]
}

resource "google_monitoring_alert_policy" "errors" {
  project      = var.project_id
  display_name = "Answers fail"
  combiner     = "OR"
  conditions {
    display_name = "share of answers with a status of 500 or more"
    condition_threshold {
      filter             = "${local._service}/request_count\" AND metric.label.response_code_class = \"5xx\""
      denominator_filter = "${local._service}/request_count\""
      comparison         = "COMPARISON_GT"
      threshold_value    = var.thresholds.error_ratio
      duration           = "${var.thresholds.unhealthy_minutes * 60}s"
      aggregations {
        alignment_period     = "60s"
        per_series_aligner   = "ALIGN_RATE"
        cross_series_reducer = "REDUCE_SUM"
      }
      denominator_aggregations {
        alignment_period     = "60s"
        per_series_aligner   = "ALIGN_RATE"
        cross_series_reducer = "REDUCE_SUM"
      }
    }
  }
  documentation {
    content   = "Read the lines with severity ERROR: each has the type of what failed, and a request id."
    mime_type = "text/markdown"
  }
  notification_channels = local._channels
}
