package proceeding

import "anjie.internal/services/internal/personal"
