# Topics lie where their publishers are (D2). The peer attaches subscriptions of its own to the topics
# that cross, and may do nothing else to them.

locals {
  publishers = {
    for topic in keys(module.tables.topics) : topic => {
      for name, bundle in module.tables.bundles : name => local.members[name]
      if contains(bundle.access.publishes, topic)
    }
  }
}

resource "google_project_iam_custom_role" "attach" {
  project     = var.project_id
  role_id     = "pubsub_topics_attachSubscription"
  title       = "pubsub.topics.attachSubscription"
  description = "One permission and nothing else."
  permissions = ["pubsub.topics.attachSubscription"]
}

module "topic" {
  for_each      = module.tables.topics
  source        = "../modules/topic"
  project_id    = var.project_id
  name          = each.key
  regions       = [var.region]
  kms_key_name  = local.keys.messages
  schema        = each.value.schema
  publishers    = local.publishers[each.key]
  attacher_role = "projects/${var.project_id}/roles/${google_project_iam_custom_role.attach.role_id}"
  attachers     = each.value.crosses ? { peer = var.peer_deployer } : {}

  depends_on = [module.baseline]
}

module "subscription" {
  for_each     = module.tables.subscriptions
  source       = "../modules/subscription"
  project_id   = var.project_id
  name         = each.key
  ordered      = each.value.ordered
  delivery     = merge(module.tables.delivery, { ack_deadline_s = each.value.ack_deadline_s })
  regions      = [var.region]
  kms_key_name = local.keys.messages
  pubsub_agent = module.baseline.agents.pubsub
  topic = (
    each.value.topic_region == "us"
    ? module.topic[each.value.topic].id
    : "projects/${var.peer.project_id}/topics/${each.value.topic}"
  )
  push = {
    audience              = local.deployed[each.value.function].uri
    endpoint              = "${local.deployed[each.value.function].uri}${each.value.path}"
    service_account_email = local.deployed[each.value.function].pusher
  }
}
