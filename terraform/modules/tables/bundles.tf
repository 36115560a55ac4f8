# The files of each deployable, by the same rules as functions/bundle.py: what its row lists, the
# __init__.py of the packages above, its main and its requirements.

locals {
  _bundles = jsondecode(file("${var.repository}/functions/bundles.json"))
  _access  = jsondecode(file("${var.repository}/functions/access.json"))

  _kinds = "{py,json,csv}"

  bundles = {
    for key, row in local._bundles : row.name => merge(row, {
      access = merge(
        { databases = {}, objects = false, publishes = [], seals = false, subscribes = [] },
        lookup(local._access, key, {})
      )
      files = local._files[key]
      # Streams last for an hour, and many ticks for a minute: how long they take says nothing.
      is_quick = row.kind != "stream" && alltrue([
        for job in values(local.jobs) : job.times == 1 if job.function == row.name
      ])
      # The shortest deadline of its subscriptions; what is nowhere subscribed has the common one.
      deadline_s = try(
        min([for push in values(local.subscriptions) : push.ack_deadline_s if push.function == row.name]...),
        local._topology.delivery.ack_deadline_s
      )
    }) if row.region == var.region
  }

  _files = {
    for key, row in local._bundles : key => merge(
      { for path in distinct(concat(local._own[key], local._packages[key])) : path => path },
      { "main.py" = row.main, "requirements.txt" = row.requirements }
    )
  }

  _own = {
    for key, row in local._bundles : key => flatten([
      for subtree in row.subtrees : tolist(fileset(
        var.repository,
        can(regex("[.](py|json|csv)$", subtree)) ? subtree : "${subtree}/**/*.${local._kinds}"
      ))
    ])
  }

  _packages = {
    for key, row in local._bundles : key => flatten([
      for subtree in row.subtrees : [
        for depth in range(1, length(split("/", subtree))) : tolist(fileset(
          var.repository,
          "${join("/", slice(split("/", subtree), 0, depth))}/__init__.py"
        ))
      ]
    ])
  }
}
