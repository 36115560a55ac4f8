variable "kms_key_name" {
  description = "Key that sources and images are encrypted with."
  type        = string
  default     = null
}

variable "project_id" {
  description = "Project that is built in."
  type        = string
}

variable "region" {
  description = "Where sources and images lie."
  type        = string
}
