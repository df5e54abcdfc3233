package personal

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The short way of reading a box must read what encoding/json reads, and leave to it whatever has another form.
func TestBothWaysOfReadingABoxAgree(t *testing.T) {
	t.Parallel()
	stored, err := json.Marshal(Box{Key: "01a205f9-e88d-7723-b28d-b32433b4668b", Sealed: []byte{0, 1, 2, 254}, Commit: []byte("commit")})
	if err != nil {
		t.Fatal(err)
	}
	for form, test := range map[string]struct {
		json  string
		short bool
	}{
		"as stored":       {string(stored), true},
		"empty":           {`{"key":"","sealed":"","commit":""}`, true},
		"spaces":          {`{ "key": "k", "sealed": "AAEC", "commit": "AA==" }`, false},
		"another order":   {`{"sealed":"AAEC","key":"k","commit":"AA=="}`, false},
		"a new member":    {`{"key":"k","sealed":"AAEC","commit":"AA==","x":1}`, false},
		"escapes":         {`{"key":"k\u0041","sealed":"AAEC","commit":"AA=="}`, false},
		"a quote in it":   {`{"key":"a\",\"sealed\":\"b","sealed":"AAEC","commit":"AA=="}`, false},
		"escaped slashes": {`{"key":"k","sealed":"AA\/C","commit":"AA=="}`, false},
		"no base64":       {`{"key":"k","sealed":"?","commit":"AA=="}`, false},
	} {
		var want Box
		wantErr := json.Unmarshal([]byte(test.json), &want)
		got, ok := parseBox([]byte(test.json))
		if ok != test.short {
			t.Errorf("%s: read the short way: %t, want %t", form, ok, test.short)
		}
		if ok && (wantErr != nil || !cmp.Equal(got, want)) {
			t.Errorf("%s: %+v, want %+v, %v", form, got, want, wantErr)
		}
		var f Field
		if err := f.UnmarshalJSON([]byte(test.json)); (err == nil) != (wantErr == nil) {
			t.Errorf("%s: %v, want %v", form, err, wantErr)
		}
	}
}

// What is written by hand must be what encoding/json writes: the stored form is a contract.
func TestBothWaysOfWritingABoxAgree(t *testing.T) {
	t.Parallel()
	for _, b := range []Box{
		{},
		{Key: "01a205f9-e88d-7723-b28d-b32433b4668b", Sealed: []byte{0, 1, 2, 254}, Commit: []byte("commit")},
		{Key: `a"b\c<d>&é`, Sealed: []byte{}, Commit: nil},
		{Key: "\x00\x7f", Sealed: []byte{255}, Commit: []byte{}},
	} {
		want, err := json.Marshal(b)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := Sealed(b).MarshalJSON(); err != nil || string(got) != string(want) {
			t.Errorf("%+v: %s, %v; want %s", b, got, err, want)
		}
	}
}
