# Topics, subscriptions, jobs and databases of the region, as the code and the local stack read them.

locals {
  _topology = jsondecode(file("${var.repository}/functions/topology.json"))
  _indexes  = jsondecode(file("${var.repository}/functions/indexes.json"))
  _schemas  = "${var.repository}/terraform/schemas"

  databases = local._indexes[var.region]

  jobs = {
    for job in local._topology.jobs : job.name => merge({ times = 1 }, job) if job.region == var.region
  }

  subscriptions = {
    for row in local._topology.subscriptions : row.name => merge(
      { ack_deadline_s = local._topology.delivery.ack_deadline_s }, row
    ) if row.region == var.region
  }

  topics = {
    for topic in local._topology.topics : topic.name => {
      crosses = anytrue([
        for row in local._topology.subscriptions :
        row.topic == topic.name && row.topic_region == var.region && row.region != var.region
      ])
      schema = try(file("${local._schemas}/${topic.name}.proto"), null)
    } if topic.region == var.region
  }
}
