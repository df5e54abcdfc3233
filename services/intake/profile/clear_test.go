package profile_test

import (
	"fmt"
	"reflect"
	"testing"

	"anjie.internal/services/intake/profile"
	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/internal/fault"
)

type faultError = fault.Error

// TestNoPersonIsClear types a name and a phone number into every text of a profile, and wants each refused: the log is for ever, and
// what it holds in the clear can never be erased. It finds the texts itself, so that one that is added later is tried too.
func TestNoPersonIsClear(t *testing.T) {
	typed := 0
	for i, leaf := range leaves(sample(t)) {
		if leaf.value.Kind() != reflect.String {
			continue
		}
		for _, person := range []string{"王一 13800001111", "王一13800001111", "11010519491231002X"} {
			p := sample(t)
			leaves(p)[i].value.SetString(person)
			typed++
			problems := profile.Validate(p)
			if len(problems) == 0 {
				t.Errorf("%s takes %s", leaf.path, person)
			}
			for _, problem := range problems {
				if text := problem.Zh + problem.En + problem.Path; containsAny(text, "王一", "13800001111", "19491231") {
					t.Errorf("%s: the message repeats it: %s", leaf.path, text)
				}
			}
		}
	}
	if typed < 200 {
		t.Errorf("typed only %d times", typed)
	}
}

type leaf struct {
	path  string
	value reflect.Value
}

// leaves lists every field that holds a value, however deep.
func leaves(p *profile.Profile) []leaf {
	return fields(reflect.ValueOf(p).Elem(), "Profile")
}

func fields(v reflect.Value, path string) []leaf {
	if _, ok := reflect.TypeAssert[*calendar.Date](v.Addr()); ok {
		return []leaf{{path, v}}
	}
	switch v.Kind() {
	case reflect.Struct:
		var found []leaf
		for i := range v.NumField() {
			found = append(found, fields(v.Field(i), path+"."+v.Type().Field(i).Name)...)
		}
		return found
	case reflect.Slice:
		var found []leaf
		for i := range v.Len() {
			found = append(found, fields(v.Index(i), fmt.Sprintf("%s[%d]", path, i))...)
		}
		return found
	default:
		return []leaf{{path, v}}
	}
}
