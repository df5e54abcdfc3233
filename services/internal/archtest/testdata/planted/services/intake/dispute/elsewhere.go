//go:build !linux

package dispute

import "os" // want: imports os: a core is pure
