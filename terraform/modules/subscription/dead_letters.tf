# A dead letter topic without a subscription would lose what reaches it.

module "dead_letters" {
  source       = "../topic"
  project_id   = var.project_id
  name         = "${var.name}${var.delivery.dead_letter_topic_suffix}"
  regions      = var.regions
  kms_key_name = var.kms_key_name
  publishers   = { agent = var.pubsub_agent }
}

resource "google_pubsub_subscription" "dead_letters" {
  project                    = var.project_id
  name                       = "${var.name}${var.delivery.dead_letter_subscription_suffix}"
  topic                      = module.dead_letters.id
  ack_deadline_seconds       = var.delivery.ack_deadline_s
  message_retention_duration = local._week
  expiration_policy { ttl = "" }
}
