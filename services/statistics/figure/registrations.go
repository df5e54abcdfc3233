// Package figure holds the definitions of figures and their evaluation over stored events. It is pure, and it owns the few
// fields of stored events that it reads: what it counts does not depend on the code of the service that wrote them.
package figure

import (
	"encoding/json"
	"fmt"
	"time"
)

// Definition says in words what a figure counts.
type Definition struct {
	Name string // with version: a changed rule is a new definition
	Zh   string
	En   string
}

// RegistrationsV1 is what Registrations counts.
func RegistrationsV1() Definition {
	return Definition{
		Name: "registrations-v1",
		Zh: "登记数：该机构当月登记的矛盾纠纷件数；撤回数：该机构的纠纷当月被撤回的件数，不论何时登记。" +
			"月份以系统记录时间的北京时间为准，补录事项计入补录当月。",
		En: "Registered: disputes that the unit registered in the month. Withdrawn: disputes of the unit that were withdrawn in " +
			"the month, whenever they were registered. Months are Beijing civil months of the recording time; a late entry " +
			"counts in the month in which it was entered.",
	}
}

// The stored events that are counted.
const (
	registered = "dispute-registered-v1"
	withdrawn  = "dispute-withdrawn-v1"
)

var beijing = time.FixedZone("Asia/Shanghai", 8*60*60)

// Cell is one unit in one month.
type Cell struct {
	Unit  string // 12 digits
	Month string // YYYY-MM
}

// Count is what happened in a cell.
type Count struct{ Registered, Withdrawn int64 }

// Registrations counts by definition registrations-v1. Counts of consecutive parts of the log add up.
type Registrations struct {
	Cells map[Cell]Count
	// AsOf is the recording time of the youngest counted event; zero when none was counted.
	AsOf time.Time
}

// Add counts one stored event; events that do not matter are passed over.
func (r *Registrations) Add(typ string, data, metadata []byte) error {
	if typ != registered && typ != withdrawn {
		return nil
	}
	var fact struct {
		Unit string `json:"unit"`
	}
	if err := json.Unmarshal(data, &fact); err != nil {
		return fmt.Errorf("read %s: %w", typ, err)
	}
	var meta struct {
		RecordedAt time.Time `json:"recordedAt"`
	}
	if err := json.Unmarshal(metadata, &meta); err != nil {
		return fmt.Errorf("read metadata of %s: %w", typ, err)
	}
	if len(fact.Unit) != 12 || meta.RecordedAt.IsZero() {
		return fmt.Errorf("read %s: unit %q, recorded at %v: not countable", typ, fact.Unit, meta.RecordedAt)
	}
	if r.Cells == nil {
		r.Cells = make(map[Cell]Count)
	}
	cell := Cell{fact.Unit, meta.RecordedAt.In(beijing).Format("2006-01")}
	count := r.Cells[cell]
	if typ == registered {
		count.Registered++
	} else {
		count.Withdrawn++
	}
	r.Cells[cell] = count
	if meta.RecordedAt.After(r.AsOf) {
		r.AsOf = meta.RecordedAt
	}
	return nil
}
