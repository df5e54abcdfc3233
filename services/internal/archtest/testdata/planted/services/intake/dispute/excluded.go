//go:build neverset

package dispute

import "os"
