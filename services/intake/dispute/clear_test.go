package dispute_test

import (
	"fmt"
	"reflect"
	"testing"

	"anjie.internal/services/intake/dispute"
)

// TestNoFreeTextIsClear types a name and a phone number into every text of every command that is not sealed, and wants each
// refused: the log is for ever, and what it holds in the clear can never be erased. It finds the texts itself, so that one that
// is added later is tried too.
func TestNoFreeTextIsClear(t *testing.T) {
	open := dispute.Decider().Fold(dispute.State{}, registered())
	tests := map[string]struct {
		given   dispute.State
		command func() reflect.Value // a complete command that can be changed
		texts   int
	}{
		"register": {command: func() reflect.Value {
			c := registration(referred(func(*dispute.Referral) {}))
			return reflect.ValueOf(&c).Elem()
		}, texts: 13},
		"withdraw": {given: open, command: func() reflect.Value {
			c := withdrawal()
			return reflect.ValueOf(&c).Elem()
		}, texts: 3},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			whole := test.command()
			if _, err := dispute.Decide(test.given, whole.Interface().(dispute.Command)); err != nil {
				t.Fatalf("the command is refused as it is: %v", err)
			}
			n := len(texts(whole, name))
			if n < test.texts {
				t.Errorf("found %d texts, want %d at least", n, test.texts)
			}
			for i := range n {
				whole := test.command()
				text := texts(whole, name)[i]
				text.value.SetString("王一 13800001111")
				if events, err := dispute.Decide(test.given, whole.Interface().(dispute.Command)); err == nil {
					t.Errorf("%s takes any text: %+v", text.path, events[0])
				}
			}
		})
	}
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
		return texts(v.Elem(), path)
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
