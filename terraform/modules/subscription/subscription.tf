locals {
  _week = "604800s"
}

resource "google_pubsub_subscription" "subscription" {
  project                    = var.project_id
  name                       = var.name
  topic                      = var.topic
  ack_deadline_seconds       = var.delivery.ack_deadline_s
  enable_message_ordering    = var.ordered
  message_retention_duration = local._week
  expiration_policy { ttl = "" }
  dead_letter_policy {
    dead_letter_topic     = module.dead_letters.id
    max_delivery_attempts = var.delivery.max_delivery_attempts
  }
  retry_policy {
    minimum_backoff = "${var.delivery.retry_min_s}s"
    maximum_backoff = "${var.delivery.retry_max_s}s"
  }
  dynamic "push_config" {
    for_each = var.push == null ? [] : [var.push]
    content {
      push_endpoint = push_config.value.endpoint
      oidc_token {
        audience              = push_config.value.audience
        service_account_email = push_config.value.service_account_email
      }
    }
  }
}

resource "google_pubsub_subscription_iam_member" "agent" {
  project      = var.project_id
  subscription = google_pubsub_subscription.subscription.name
  role         = "roles/pubsub.subscriber"
  member       = var.pubsub_agent
}

resource "google_pubsub_subscription_iam_member" "puller" {
  for_each     = var.pullers
  project      = var.project_id
  subscription = google_pubsub_subscription.subscription.name
  role         = "roles/pubsub.subscriber"
  member       = each.value
}
