package figure

import (
	"bytes"
	"encoding/json"
	"testing"
	"unicode/utf8"
)

// read is what the scanner finds of an object: the last value of each member.
func read(b []byte) (map[string]json.RawMessage, error) {
	got := map[string]json.RawMessage{}
	err := members(b, func(name, value []byte) bool {
		got[string(name)] = bytes.Clone(value)
		return true
	})
	return got, err
}

// FuzzMembers: of everything that is a JSON object, the scanner finds the members that encoding/json finds; nothing at all makes it
// panic or run past the end.
func FuzzMembers(f *testing.F) {
	for _, seed := range []string{
		`{}`, ` { } `, `{"a":1}`, `{"a":"b\"}","c":[{"d":"]"}],"e":null,"f":-1.5e3,"g":true}`, "{\"\\u0061\\n\":\t\"\\\\\" ,\r\n\"b\" : {} }",
		`{"a":"\\"}`, `{"a":"\`, `{"a"`, `{"a":`, `{"a":1,`, `[]`, ``, `null`, `{"a":[}`, `{"a":"x""b":1}`, `{"卷":"案结事了"}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		got, err := read(b)
		if !utf8.Valid(b) {
			return // encoding/json would replace what is no text
		}
		var want map[string]json.RawMessage
		if json.Unmarshal(b, &want) != nil || want == nil {
			return // the scanner may be content with what it saw
		}
		if err != nil {
			t.Fatalf("%q: %v", b, err)
		}
		if len(got) != len(want) {
			t.Fatalf("%q: %d members, want %d", b, len(got), len(want))
		}
		for name, value := range want {
			if !bytes.Equal(got[name], value) {
				t.Fatalf("%q: %s is %s, want %s", b, name, got[name], value)
			}
			var s string
			if len(value) > 0 && value[0] == '"' && json.Unmarshal(value, &s) == nil {
				if plain, err := text(value); err != nil || string(plain) != s {
					t.Fatalf("%s: %q, %v; want %q", value, plain, err, s)
				}
			}
		}
	})
}

func TestWhatIsNoObjectIsAnError(t *testing.T) {
	for _, s := range []string{"", "null", "[]", `"a"`, "{", `{"a"`, `{"a":`, `{"a":1`, `{"a":1,`, `{"a":"x`, `{"a":"x\`, `{"a":[1`, `{a:1}`, `{"a" 1}`, `{"a":}`, `{"a":1 "b":2}`} {
		if got, err := read([]byte(s)); err == nil {
			t.Errorf("%q: %v", s, got)
		}
	}
	for _, s := range []string{"", "{}", "[", "[1", "[1,", "[1 2]"} {
		if err := elements([]byte(s), func([]byte) error { return nil }); err == nil {
			t.Errorf("%q is an array", s)
		}
	}
}

func TestNothingIsReadBehindWhatIsNeeded(t *testing.T) {
	var names []string
	err := members([]byte(`{"a":1,"b":2,"c":`), func(name, _ []byte) bool {
		names = append(names, string(name))
		return string(name) != "b"
	})
	if err != nil || len(names) != 2 {
		t.Errorf("%v, %v", names, err)
	}
}
