package dispute_test

import (
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/internal/personal"
)

// TestSealedPartsHaveNamesForEver: the vault binds a name into each box, so a name that changes makes boxes unreadable, and a
// part without a name is never sealed.
func TestSealedPartsHaveNamesForEver(t *testing.T) {
	party := func(at string) string { return at + "address " + at + "idNumber " + at + "name " + at + "phone " }
	want := map[string]string{
		"register": "narrative " + party("parties/0/") + party("parties/1/") + "place referral/number referral/referrer title",
		"refuse":   "explanation", "withdraw": "note", "assess-risk": "grounds",
		"correct": party("parties/1/after/") + party("parties/1/before/") + "texts/title/after texts/title/before",
		"object":  "grounds", "decide-objection": "grounds", "open-sub-task": "description", "return-sub-task": "note",
		"conclude": "note", "follow-up": "note",
	}
	for _, e := range every() {
		events, err := dispute.Decide(e.given.state(t), e.when())
		if err != nil {
			t.Fatal(err)
		}
		named := map[string]*personal.Field{}
		if holder, ok := events[0].(personal.Holder); ok {
			named = holder.Personal()
		}
		if got := strings.Join(slices.Sorted(maps.Keys(named)), " "); got != strings.TrimSpace(want[e.name]) {
			t.Errorf("%s: the sealed parts are %q, want %q", e.name, got, want[e.name])
		}
		for _, f := range fields(reflect.ValueOf(events[0])) {
			if !slices.Contains(slices.Collect(maps.Values(named)), f) {
				t.Errorf("%s: a sealed part has no name", e.name)
			}
		}
	}
}

// fields finds the sealed parts that are there, however deep.
func fields(v reflect.Value) []*personal.Field {
	if f, ok := reflect.TypeAssert[*personal.Field](v); ok {
		if f == nil {
			return nil
		}
		return []*personal.Field{f}
	}
	var found []*personal.Field
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			found = fields(v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			found = append(found, fields(v.Index(i))...)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				found = append(found, fields(v.Field(i))...)
			}
		}
	default:
	}
	return found
}
