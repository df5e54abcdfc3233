package fault

import (
	"errors"
	"log/slog" // want: imports log/slog
	"net"      // want: vocabulary internal/fault imports net: the vocabulary does no I/O

	"anjie.internal/services/internal/es" // want: the vocabulary is what everything else is built of
	"google.golang.org/grpc/codes"        // want: third-party code would be part of the rules
)
