package eventstore

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseMetadata(t *testing.T) {
	t.Parallel()
	none := streamMetadata{}
	tests := []struct {
		name string
		data string
		want streamMetadata
	}{
		{"all keys", `{"$maxCount":3,"$maxAge":60,"$tb":5,"$cacheControl":1,"free":{"x":[1]}}`, streamMetadata{truncateBefore: 5, maxCount: 3, maxAge: 60}},
		{"nothing of ours", `{"free":1}`, none},
		{"an empty object", `{}`, none},
		{"tb zero", `{"$tb":0}`, none},
		{"soft delete", string(deletedMetadata), streamMetadata{truncateBefore: tombstoneRevision}},
		{"acl with one role", `{"$acl":{"$r":"ann","$w":["ben","$admins"]}}`, streamMetadata{acl: `{"$r":["ann"],"$w":["ben","$admins"]}`}},
		{"acl with a free key", `{"$acl":{"x":1,"$d":[]}}`, streamMetadata{acl: `{"$d":[]}`}},
		{"empty", ``, none},
		{"not an object", `[1]`, none},
		{"null", `null`, none},
		{"cut off", `{"$maxCount":3`, none},
		{"count zero voids all", `{"$maxCount":0,"$tb":5}`, none},
		{"count below zero", `{"$maxCount":-1,"$tb":5}`, none},
		{"count too large", `{"$maxCount":9223372036854775808,"$tb":5}`, none},
		{"count as text", `{"$maxCount":"3","$tb":5}`, none},
		{"count as fraction", `{"$maxCount":1.5,"$tb":5}`, none},
		{"count null", `{"$maxCount":null,"$tb":5}`, none},
		{"age zero", `{"$maxAge":0,"$tb":5}`, none},
		{"age beyond what clients can say", `{"$maxAge":922337203686,"$tb":5}`, none},
		{"tb below zero", `{"$tb":-1,"$maxCount":3}`, none},
		{"cache control zero", `{"$cacheControl":0,"$tb":5}`, none},
		{"acl as list", `{"$acl":["ann"],"$tb":5}`, none},
		{"acl with a number", `{"$acl":{"$r":1},"$tb":5}`, none},
		{"acl with a NUL", `{"$acl":{"$r":"a\u0000"},"$tb":5}`, none},
		{"acl null", `{"$acl":null,"$tb":5}`, none},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := parseMetadata([]byte(test.data), true)
			if diff := cmp.Diff(test.want, got, cmp.AllowUnexported(streamMetadata{})); diff != "" {
				t.Fatalf("(-want +got)\n%s", diff)
			}
			if parseMetadata([]byte(test.data), false) != none {
				t.Fatal("obeyed although it is not JSON")
			}
		})
	}
	if !parseMetadata(deletedMetadata, true).softDeleted() {
		t.Fatal("the metadata of a soft delete does not delete")
	}
}

func TestReviveMetadataKeepsOtherKeys(t *testing.T) {
	t.Parallel()
	data, ok := reviveMetadata([]byte(`{"$tb":9223372036854775807,"$maxCount":7,"free":{"n":12345678901234567890}}`), 3)
	if !ok {
		t.Fatal("refused")
	}
	var got map[string]json.RawMessage
	if err := json.Unmarshal(data, &got); err != nil {
		t.Fatal(err)
	}
	want := map[string]json.RawMessage{"$tb": json.RawMessage("3"), "$maxCount": json.RawMessage("7"), "free": json.RawMessage(`{"n":12345678901234567890}`)}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatal(diff)
	}
	if _, ok := reviveMetadata([]byte("oops"), 3); ok {
		t.Fatal("revived from what is not JSON")
	}
}
