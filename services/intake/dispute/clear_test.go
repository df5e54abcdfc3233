package dispute_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"anjie.internal/services/intake/dispute"
)

// TestNoFreeTextIsClear types a name and a phone number into every text of every command that is not sealed, and wants each
// refused: the log is for ever, and what it holds in the clear can never be erased. It finds the texts itself, so that one that
// is added later is tried too.
func TestNoFreeTextIsClear(t *testing.T) {
	for _, e := range every() {
		t.Run(e.name, func(t *testing.T) {
			given := e.given.state(t)
			whole := settable(e.when())
			if _, err := dispute.Decide(given, whole.Interface().(dispute.Command)); err != nil {
				t.Fatalf("the command is refused as it is: %v", err)
			}
			for i := range texts(whole, e.name) {
				whole := settable(e.when())
				text := texts(whole, e.name)[i]
				text.value.SetString("王一 13800001111")
				events, err := dispute.Decide(given, whole.Interface().(dispute.Command))
				if err == nil && text.path != "link.Other.Unit" { // that of any other dispute, looked up and not stored
					t.Errorf("%s takes any text", text.path)
				}
				for _, event := range events {
					for _, stored := range texts(settable(event), "event") {
						if strings.Contains(stored.value.String(), "王一") {
							t.Errorf("%s is stored in %s", text.path, stored.path)
						}
					}
				}
			}
		})
	}
}

// TestTheTextsAreFound keeps the search honest: a command without any would pass the test above.
func TestTheTextsAreFound(t *testing.T) {
	for _, e := range every() {
		want := 3 // late reason, unit, department
		switch e.name {
		case "register":
			want = 15
		case "correct":
			want = 12
		case "dispatch":
			want = 15
		case "withdraw": // knows no department, but a reason
		case "acknowledge", "take-ownership", "decide-objection": // only who and when
		default:
			want = 4
		}
		if n := len(texts(settable(e.when()), e.name)); n < want {
			t.Errorf("%s: found %d texts, want %d at least", e.name, n, want)
		}
	}
}

// settable is a copy of a command or of an event that can be changed.
func settable(of any) reflect.Value {
	v := reflect.ValueOf(of)
	if v.Kind() == reflect.Pointer {
		return v.Elem()
	}
	whole := reflect.New(v.Type()).Elem()
	whole.Set(v)
	return whole
}

type text struct {
	path  string
	value reflect.Value
}

// texts lists what is a string by nature, however deep. Sealed fields keep theirs where reflection cannot set it.
func texts(v reflect.Value, path string) []text {
	switch v.Kind() {
	case reflect.String:
		return []text{{path, v}}
	case reflect.Pointer:
		return texts(v.Elem(), path) // of nil: nothing
	case reflect.Slice:
		var found []text
		for i := range v.Len() {
			found = append(found, texts(v.Index(i), fmt.Sprintf("%s[%d]", path, i))...)
		}
		return found
	case reflect.Struct:
		var found []text
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() {
				found = append(found, texts(v.Field(i), path+"."+f.Name)...)
			}
		}
		return found
	default:
		return nil
	}
}
