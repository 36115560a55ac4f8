variable "region" {
  description = "Which side of the border: rows of this region are read."
  type        = string
  validation {
    condition     = contains(["eu", "us"], var.region)
    error_message = "There are two regions, eu and us."
  }
}

variable "repository" {
  description = "Folder of the project, with functions/ and shared/ in it."
  type        = string
}
