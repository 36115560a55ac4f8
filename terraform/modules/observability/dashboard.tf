locals {
  _charts = {
    "Answers a second, by class" = {
      filter = "${local._service}/request_count\"", aligner = "ALIGN_RATE"
      group  = "metric.label.response_code_class"
    }
    "Slowest of a hundred answers, ms" = {
      filter = "${local._service}/request_latencies\"", aligner = "ALIGN_PERCENTILE_99"
      group  = "resource.label.service_name"
    }
    "Oldest message that waits, s" = {
      filter = "${local._subscription}/oldest_unacked_message_age\"", aligner = "ALIGN_MAX"
      group  = "resource.label.subscription_id"
    }
    "Dead letters" = {
      filter  = "${local._subscription}/num_undelivered_messages\" AND ${local._named.dead}"
      aligner = "ALIGN_MAX"
      group   = "resource.label.subscription_id"
    }
    "Refusals, by reason" = {
      filter  = "metric.type = \"logging.googleapis.com/user/requests/refused\""
      aligner = "ALIGN_RATE"
      group   = "metric.label.reason"
    }
    "Documents read and written a second" = {
      filter  = "metric.type = monitoring.regex.full_match(\"firestore.googleapis.com/document/(read|write)_ops_count\")"
      aligner = "ALIGN_RATE"
      group   = "resource.label.database_id"
    }
    "Instances" = {
      filter = "${local._service}/container/instance_count\"", aligner = "ALIGN_MAX"
      group  = "resource.label.service_name"
    }
    "Reconciliation breaks" = {
      filter = "${local._event}/reconciliation-break\"", aligner = "ALIGN_COUNT"
      group  = "metric.label.reason"
    }
  }
}

resource "google_monitoring_dashboard" "platform" {
  project = var.project_id
  dashboard_json = jsonencode({
    displayName = "Two-Ledger"
    gridLayout = {
      columns = "2"
      widgets = [
        for title, chart in local._charts : {
          title = title
          xyChart = {
            dataSets = [{
              plotType = "LINE"
              timeSeriesQuery = {
                timeSeriesFilter = {
                  filter = chart.filter
                  aggregation = {
                    alignmentPeriod    = "60s"
                    perSeriesAligner   = chart.aligner
                    crossSeriesReducer = "REDUCE_SUM"
                    groupByFields      = [chart.group]
                  }
                }
              }
            }]
          }
        }
      ]
    }
  })
}
