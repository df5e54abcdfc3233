// Package codetable is the form of code tables: short codes that events store, with their names in Chinese and English. It is
// pure. The tables themselves belong to the cores that use them.
package codetable

import "strings"

// Entry is one code of a table.
type Entry struct {
	Code string
	Zh   string
	En   string
}

// Table is a code table in its printed order. Tables are read, never changed.
type Table []Entry

// Find returns the entry with the code.
func (t Table) Find(code string) (Entry, bool) {
	for _, c := range t {
		if c.Code == code {
			return c, true
		}
	}
	return Entry{}, false
}

// Has reports whether the table holds the code.
func (t Table) Has(code string) bool {
	_, ok := t.Find(code)
	return ok
}

// Reason is the form that a code has where it stands as the reason of a step, in the metadata of events: "withdrawal.r31". A code that
// is not in the table gives none; the rules refuse it with its field.
func (t Table) Reason(kind, code string) string {
	if !t.Has(code) {
		return ""
	}
	return kind + "." + strings.ToLower(code)
}
