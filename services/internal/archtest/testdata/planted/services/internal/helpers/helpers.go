package helpers // want: no rule names the package internal/helpers

import "os"
