# Streams stay open for an hour at most; what holds them runs all the time.

locals {
  _stream_s = 3600
  _image    = replace(var.build.repository, "/^projects.([^/]+).locations.([^/]+).repositories.(.+)$/", "$2-docker.pkg.dev/$1/$3")
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

resource "google_cloud_run_v2_service" "service" {
  project             = var.project_id
  name                = var.name
  location            = var.region
  ingress             = "INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER"
  deletion_protection = false
  build_config {
    source_location = "gs://${var.build.bucket}/${module.deployable.object}"
    image_uri       = "${local._image}/${var.name}"
    service_account = var.build.service_account
    environment_variables = {
      GOOGLE_ENTRYPOINT     = "python main.py"
      GOOGLE_PYTHON_VERSION = "3.11"
    }
  }
  template {
    service_account                  = module.deployable.email
    timeout                          = "${local._stream_s}s"
    session_affinity                 = true
    encryption_key                   = var.kms_key_name
    max_instance_request_concurrency = var.size.concurrency
    scaling {
      min_instance_count = var.size.instances_min
      max_instance_count = var.size.instances_max
    }
    containers {
      image = "${local._image}/${var.name}"
      ports { container_port = 8080 }
      resources {
        limits            = { cpu = var.size.cpu, memory = var.size.memory }
        cpu_idle          = false
        startup_cpu_boost = true
      }
      dynamic "env" {
        for_each = var.environment
        content {
          name  = env.key
          value = env.value
        }
      }
      dynamic "env" {
        for_each = var.secrets
        content {
          name = env.key
          value_source {
            secret_key_ref {
              secret  = env.value
              version = "latest"
            }
          }
        }
      }
    }
  }
}

# Whoever comes through the load balancer is answered; the code asks who it is.
resource "google_cloud_run_v2_service_iam_member" "invoker" {
  for_each = { edge = "allUsers" }
  project  = var.project_id
  location = var.region
  name     = google_cloud_run_v2_service.service.name
  role     = "roles/run.invoker"
  member   = each.value
}
