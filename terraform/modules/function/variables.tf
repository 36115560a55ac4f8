variable "build" {
  description = "Who builds, where the archive comes from, and where the image goes to."
  type = object({
    bucket          = string
    repository      = string
    service_account = string
  })
}

variable "bundle" {
  description = "The function's row of the table of bundles, with its files."
  type = object({
    access      = object({ databases = map(string) })
    deadline_s  = number
    entry_point = string
    files       = map(string)
    kind        = string
    region      = string
  })
}

variable "database_conditions" {
  description = "IAM conditions of the project's databases, by name."
  type        = map(string)
}

variable "environment" {
  description = "Settings of the function."
  type        = map(string)
  default     = {}
}

variable "kms_key_name" {
  description = "Key that the function's sources and images are encrypted with."
  type        = string
  default     = null
}

variable "name" {
  description = "Name of the function."
  type        = string
}

variable "project_id" {
  description = "Project that the function runs in."
  type        = string
}

variable "region" {
  description = "Region that the function runs in."
  type        = string
}

variable "repository" {
  description = "Folder that the files lie in."
  type        = string
}

variable "secrets" {
  description = "Secrets that it may read: ids, by the name of the environment variable."
  type        = map(string)
  default     = {}
}

variable "size" {
  description = "How large instances are, how many requests each takes at once, and how many there are."
  type = object({
    concurrency   = optional(number, 40)
    cpu           = optional(string, "1")
    instances_max = optional(number, 100)
    instances_min = optional(number, 0)
    memory        = optional(string, "512Mi")
  })
  default = {}
}
