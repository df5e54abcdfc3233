package ledger

import (
	"crypto/sha256"
	"encoding/binary"
	"strconv"
	"time"

	"anjie.internal/services/internal/calendar"
)

// A ledger knows days, and steps have moments. The steps of a day are laid into its working hours in their order, at moments that
// follow from the row: the same whenever the row is imported again.
const (
	opens  = 8*time.Hour + 30*time.Minute
	closes = 17*time.Hour + 30*time.Minute
)

// moments gives each day of a non-decreasing list its moment.
func moments(days []calendar.Date, seed string) []time.Time {
	out := make([]time.Time, len(days))
	for i := 0; i < len(days); {
		j := i + 1
		for j < len(days) && days[j] == days[i] {
			j++
		}
		slot := (closes - opens) / time.Duration(j-i)
		for k := i; k < j; k++ {
			sum := sha256.Sum256([]byte(seed + "|" + strconv.Itoa(k)))
			within := time.Duration(binary.BigEndian.Uint32(sum[:])) * (slot / time.Minute) >> 32 * time.Minute
			out[k] = days[k].Start().Add(opens + time.Duration(k-i)*slot + within)
		}
		i = j
	}
	return out
}
