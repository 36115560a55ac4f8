locals {
  _is_public = var.bundle.kind == "public"

  # A handler ends before its service does, and the service before the load balancer (D14); a push is
  # given up within its acknowledgement deadline.
  _timeout_s = var.bundle.deadline_s - 10

  _environment = merge(var.environment, {
    # The framework's default is one thread, whatever the service lets in.
    THREADS = tostring(var.size.concurrency)
  })
}

module "deployable" {
  source              = "../deployable"
  project_id          = var.project_id
  name                = var.name
  bundle              = var.bundle
  repository          = var.repository
  bucket              = var.build.bucket
  database_conditions = var.database_conditions
  secrets             = var.secrets
}

resource "google_cloudfunctions2_function" "function" {
  project      = var.project_id
  name         = var.name
  location     = var.region
  kms_key_name = var.kms_key_name
  build_config {
    runtime           = "python311"
    entry_point       = var.bundle.entry_point
    docker_repository = var.build.repository
    service_account   = var.build.service_account
    source {
      storage_source {
        bucket = var.build.bucket
        object = module.deployable.object
      }
    }
  }
  service_config {
    service_account_email            = module.deployable.email
    ingress_settings                 = local._is_public ? "ALLOW_INTERNAL_AND_GCLB" : "ALLOW_INTERNAL_ONLY"
    all_traffic_on_latest_revision   = true
    available_cpu                    = var.size.cpu
    available_memory                 = var.size.memory
    max_instance_request_concurrency = var.size.concurrency
    min_instance_count               = var.size.instances_min
    max_instance_count               = var.size.instances_max
    timeout_seconds                  = local._timeout_s
    environment_variables            = local._environment
    dynamic "secret_environment_variables" {
      for_each = var.secrets
      content {
        key        = secret_environment_variables.key
        project_id = var.project_id
        secret     = secret_environment_variables.value
        version    = "latest"
      }
    }
  }
}
