package roster_test

import (
	"reflect"
	"slices"
	"testing"

	"anjie.internal/services/mediation/roster"
)

// TestNoFreeTextIsClear types a name and a phone number into every text of every command that is not sealed.
func TestNoFreeTextIsClear(t *testing.T) {
	const typed = "王一 13800001111"
	there := lives(t, establishing())
	left := []roster.Leaving{{Account: "m4", Reason: "X05"}}
	for name, test := range map[string]struct {
		given   roster.State
		command func() roster.Command
		texts   int
	}{
		"establish": {roster.State{}, func() roster.Command { return establishing(func(c *roster.Establish) { c.Term.From = "2026-09-01" }) }, 10},
		"renew":     {there, func() roster.Command { return roster.Renew{Act: act(), Term: term("m1", "m2", "m3")} }, 6},
		"change": {there, func() roster.Command {
			return roster.Change{
				Act: act(), Chair: "m1", Women: new(1), Joined: people("m5"), Left: slices.Clone(left), Hired: people("h2"),
				Dismissed: []roster.Leaving{{Account: "h1", Reason: "X03"}},
			}
		}, 8},
	} {
		t.Run(name, func(t *testing.T) {
			whole := func() reflect.Value {
				c := test.command()
				v := reflect.New(reflect.TypeOf(c)).Elem()
				v.Set(reflect.ValueOf(c))
				return v
			}
			if _, err := roster.Decide(test.given, test.command()); err != nil {
				t.Fatal(err)
			}
			n := len(texts(whole()))
			if n < test.texts {
				t.Errorf("found %d texts, want %d at least", n, test.texts)
			}
			for i := range n {
				v := whole()
				texts(v)[i].SetString(typed)
				events, err := roster.Decide(test.given, v.Interface().(roster.Command))
				if err != nil {
					continue
				}
				for _, clear := range texts(reflect.ValueOf(events[0])) {
					if clear.String() == typed {
						t.Errorf("text %d is stored in the clear: %+v", i, events[0])
					}
				}
			}
		})
	}
}

func texts(v reflect.Value) []reflect.Value {
	switch v.Kind() {
	case reflect.String:
		return []reflect.Value{v}
	case reflect.Pointer:
		return texts(v.Elem())
	case reflect.Slice:
		var out []reflect.Value
		for i := range v.Len() {
			out = append(out, texts(v.Index(i))...)
		}
		return out
	case reflect.Struct:
		var out []reflect.Value
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				out = append(out, texts(v.Field(i))...)
			}
		}
		return out
	default:
		return nil
	}
}
