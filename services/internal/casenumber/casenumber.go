// Package casenumber knows the form of case numbers 案件编号, case-number-v1: year of receipt, unit and serial, 2026-320205101203-000017.
// A serial has six digits, and more when six are not enough. Who counts serials, and that no number is used again, is intake's. It is pure.
package casenumber

import "fmt"

// Where the parts end, and how long a number is at most.
const (
	yearEnds    = 4
	unitEnds    = yearEnds + 1 + 12
	serialFrom  = unitEnds + 1
	shortest    = serialFrom + 6
	longest     = serialFrom + 9
	leastToKnow = yearEnds
)

// Format writes a number.
func Format(year int, unit string, serial int) string {
	return fmt.Sprintf("%04d-%s-%06d", year, unit, serial)
}

// Valid reports whether s has the form of a number. Whether a case has it is another question.
func Valid(s string) bool {
	_, rest, ok := Cut(s)
	return ok && rest == ""
}

// Cut takes a number off the beginning of s.
func Cut(s string) (number, rest string, ok bool) {
	end := serialFrom
	for end < len(s) && end < longest && isDigit(s[end]) {
		end++
	}
	if end < shortest || !Begins(s[:end]) {
		return "", s, false
	}
	return s[:end], s[end:], true
}

// Begins reports whether s may be the beginning of a number, the whole year at least.
func Begins(s string) bool {
	if len(s) < leastToKnow || len(s) > longest {
		return false
	}
	for i := range len(s) {
		switch i {
		case yearEnds, unitEnds:
			if s[i] != '-' {
				return false
			}
		case shortest: // a serial of more than six digits has no zeros before it
			if s[serialFrom] == '0' || !isDigit(s[i]) {
				return false
			}
		default:
			if !isDigit(s[i]) {
				return false
			}
		}
	}
	return true
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }
