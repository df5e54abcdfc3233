package view

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
)

// maxError is the length of a masked error.
const maxError = 400

var (
	quoted  = regexp.MustCompile("\"[^\"]*\"|'[^']*'|`[^`]*`|“[^”]*”|«[^»]*»")
	foreign = regexp.MustCompile(`[^\x00-\x7f]+`)
	numbers = regexp.MustCompile(`\d{4,}`)
)

// mask describes an error without anything that could come from an event's payload: errors like to quote what they choke on.
// What PostgreSQL says about itself (state, table, column, constraint) stays.
func mask(err error, payload []byte) string {
	text := err.Error()
	for _, value := range values(payload) {
		text = strings.ReplaceAll(text, value, "…")
	}
	text = quoted.ReplaceAllString(text, `"*"`)
	text = foreign.ReplaceAllString(text, "*")
	text = numbers.ReplaceAllString(text, "*")
	if len(text) > maxError {
		text = text[:maxError]
	}
	if pe, ok := errors.AsType[*pgconn.PgError](err); ok {
		text += fmt.Sprintf(" [SQLSTATE=%s table=%s column=%s constraint=%s]", pe.Code, pe.TableName, pe.ColumnName, pe.ConstraintName)
	}
	return text
}

// values returns the texts and numbers of a JSON document, however deep, but not its names.
func values(payload []byte) []string {
	var doc any
	if json.Unmarshal(payload, &doc) != nil {
		return strings.Fields(string(payload))
	}
	var found []string
	var walk func(any)
	walk = func(x any) {
		switch x := x.(type) {
		case string:
			if len(x) > 1 {
				found = append(found, x)
			}
		case float64:
			if s := strings.TrimSpace(fmt.Sprint(x)); len(s) > 2 {
				found = append(found, s)
			}
		case []any:
			for _, y := range x {
				walk(y)
			}
		case map[string]any:
			for _, y := range x {
				walk(y)
			}
		}
	}
	walk(doc)
	return found
}
