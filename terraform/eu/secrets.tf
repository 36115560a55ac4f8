# The key that signs what crosses the border. Its seed passes through Terraform without being kept.

resource "google_secret_manager_secret" "border_seed" {
  project   = var.project_id
  secret_id = "border-signing-seed"
  replication {
    user_managed {
      replicas {
        location = var.region
        dynamic "customer_managed_encryption" {
          for_each = local.keys.secrets == null ? [] : [local.keys.secrets]
          content { kms_key_name = customer_managed_encryption.value }
        }
      }
    }
  }

  depends_on = [module.baseline]
}

resource "google_secret_manager_secret_version" "border_seed" {
  secret                 = google_secret_manager_secret.border_seed.id
  secret_data_wo         = var.border_signing_seed
  secret_data_wo_version = var.border_seed_version
}
