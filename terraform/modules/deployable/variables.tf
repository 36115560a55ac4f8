variable "bucket" {
  description = "Bucket that takes the archive."
  type        = string
}

variable "bundle" {
  description = "The deployable's row: its files by their path in the archive, and what it may reach."
  type = object({
    access = object({ databases = map(string) })
    files  = map(string)
    region = string
  })
}

variable "database_conditions" {
  description = "IAM conditions of the project's databases, by name."
  type        = map(string)
}

variable "name" {
  description = "Name of the deployable."
  type        = string
}

variable "project_id" {
  description = "Project that it runs in."
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
