# Topics lie where their publishers are (D2). The peer attaches subscriptions of its own to the topics
# that cross, and may do nothing else to them.

locals {
  publishers = {
    for topic in keys(module.tables.topics) : topic => {
      for name, bundle in module.tables.bundles : name => local.members[name]
      if contains(bundle.access.publishes, topic)
    }
  }
  attachers = {
    for topic, row in module.tables.topics : topic => merge(
      row.crosses && var.peer_deployer != null ? { peer = var.peer_deployer } : {},
      {
        for name, bundle in module.tables.bundles : name => local.members[name]
        if contains(bundle.access.subscribes, topic)
      }
    )
  }

  # An instance of these makes a subscription of its own, and removes it when it ends.
  own_subscriptions = [
    "pubsub.subscriptions.consume", "pubsub.subscriptions.create", "pubsub.subscriptions.delete",
  ]
}

resource "google_project_iam_custom_role" "attach" {
  project     = var.project_id
  role_id     = "pubsub_topics_attachSubscription"
  title       = "pubsub.topics.attachSubscription"
  description = "One permission and nothing else."
  permissions = ["pubsub.topics.attachSubscription"]
}

resource "google_project_iam_custom_role" "own_subscriptions" {
  project     = var.project_id
  role_id     = "own_subscriptions"
  title       = "Own subscriptions"
  description = "Make, read and remove subscriptions; on which topics is granted by topic."
  permissions = local.own_subscriptions
}

resource "google_project_iam_member" "own_subscriptions" {
  for_each = {
    for name, bundle in module.tables.bundles : name => local.members[name]
    if length(bundle.access.subscribes) > 0
  }
  project = var.project_id
  role    = "projects/${var.project_id}/roles/${google_project_iam_custom_role.own_subscriptions.role_id}"
  member  = each.value

  depends_on = [module.relay]
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
  attachers     = local.attachers[each.key]

  depends_on = [module.baseline]
}

module "subscription" {
  for_each = {
    for name, row in module.tables.subscriptions : name => row
    if row.topic_region == "eu" || var.peer != null
  }
  source       = "../modules/subscription"
  project_id   = var.project_id
  name         = each.key
  ordered      = each.value.ordered
  delivery     = merge(module.tables.delivery, { ack_deadline_s = each.value.ack_deadline_s })
  regions      = [var.region]
  kms_key_name = local.keys.messages
  pubsub_agent = module.baseline.agents.pubsub
  topic = (
    each.value.topic_region == "eu"
    ? module.topic[each.value.topic].id
    : "projects/${var.peer.project_id}/topics/${each.value.topic}"
  )
  push = {
    audience              = local.deployed[each.value.function].uri
    endpoint              = "${local.deployed[each.value.function].uri}${each.value.path}"
    service_account_email = local.deployed[each.value.function].pusher
  }
}
