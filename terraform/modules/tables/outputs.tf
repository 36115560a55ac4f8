output "bundles" {
  description = "Deployables of the region by name, each with its files and with what it may reach."
  value       = local.bundles
}

output "databases" {
  description = "Databases of the region: their collections, and the indexes of each."
  value       = local.databases
}

output "delivery" {
  description = "How push subscriptions deliver, repeat and give up."
  value       = local._topology.delivery
}

output "jobs" {
  description = "Ticks of the region by name."
  value       = local.jobs
}

output "keys" {
  description = "The list of keys: where they are, and who may use each."
  value       = jsondecode(file("${var.repository}/functions/keys.json"))
}

output "routes" {
  description = "The one list of routes."
  value       = jsondecode(file("${var.repository}/shared/eu/routes.json")).routes
}

output "subscriptions" {
  description = "Subscriptions that the region owns, by name."
  value       = local.subscriptions
}

output "topics" {
  description = "Topics of the region by name: whether the other region subscribes, and the schema."
  value       = local.topics
}
