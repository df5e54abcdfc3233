package pins

import "anjie.internal/services/internal/fault"
