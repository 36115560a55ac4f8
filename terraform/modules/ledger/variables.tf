variable "backups" {
  description = "How long daily and weekly backups are kept, in days; null for none. At most 98."
  type = object({
    daily_days  = optional(number, 7)
    weekly_days = optional(number)
  })
  default = {}
}

variable "collections" {
  description = "Collections of the database with the indexes that their queries need."
  type = map(object({
    holds   = string
    indexes = list(list(object({ field = string, order = string })))
  }))
}

variable "kms_key_name" {
  description = "Key that the database is encrypted with; it cannot be given later."
  type        = string
  default     = null
}

variable "location_id" {
  description = "Where the database lies; it cannot be moved."
  type        = string
}

variable "name" {
  description = "Name of the database."
  type        = string
}

variable "point_in_time_recovery" {
  description = "Whether every version of the last seven days can be read."
  type        = bool
  default     = true
}

variable "project_id" {
  description = "Project of the database."
  type        = string
}

variable "protected" {
  description = "Whether deleting is refused, and Terraform leaves the database when it is destroyed."
  type        = bool
  default     = true
}
