package personal

import "log/slog"
