package calendar

import (
	_ "embed"
	"sync"
	"time"
)

// The zone of Beijing time, as the public-domain tz database has it: UTC+8, with summer time from 1986 to 1991. It is embedded
// so that a deadline never depends on the zone files or the TZ variable of the machine that computes it.
//
//go:embed asia-shanghai.tzif
var shanghaiTZ []byte

var shanghai = sync.OnceValue(func() *time.Location {
	loc, err := time.LoadLocationFromTZData("Asia/Shanghai", shanghaiTZ)
	if err != nil {
		panic("calendar: embedded zone: " + err.Error()) // a damaged build; a test reads the same bytes
	}
	return loc
})

// Shanghai returns Beijing time. It is the same location on every call.
func Shanghai() *time.Location { return shanghai() }
