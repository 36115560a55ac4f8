output "ids" {
  description = "Keys by name, once their users may use them."
  value       = { for key in keys(var.keys) : key => "${local._ring}/cryptoKeys/${key}" }
  depends_on  = [google_kms_crypto_key.key, google_kms_crypto_key_iam_member.user]
}
