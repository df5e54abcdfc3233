package es_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"anjie.internal/services/internal/es"
)

func fullMeta() es.Meta {
	return es.Meta{
		Schema: 1, Actor: "王受理", Unit: "330102001", OnBehalfOf: "clerk-2",
		Command:       uuid.MustParse("0198c2a0-0000-7000-8000-000000000001"),
		CommandDigest: "hmac:5f\"\\1",
		Correlation:   uuid.MustParse("0198c2a0-0000-7000-8000-000000000002"),
		Causation:     uuid.MustParse("0198c2a0-0000-7000-8000-000000000003"),
		Traceparent:   "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
		OccurredAt:    time.Date(2026, 11, 20, 23, 59, 59, 0, time.UTC),
		RecordedAt:    time.Date(2026, 11, 23, 1, 2, 3, 456789000, time.UTC),
		Reason:        "paper-form", Late: true,
		Key:  uuid.MustParse("0198c2a0-0000-7000-8000-000000000004"),
		Prev: "sha256:1111111111111111111111111111111111111111111111111111111111111111",
	}
}

func TestMetaStoredForm(t *testing.T) {
	least := es.Meta{
		Schema: 1, Actor: "clerk-1", Command: uuid.MustParse("0198c2a0-0000-7000-8000-000000000001"), CommandDigest: "d",
		Correlation: uuid.MustParse("0198c2a0-0000-7000-8000-000000000001"), Causation: uuid.MustParse("0198c2a0-0000-7000-8000-000000000001"),
		OccurredAt: time.Date(2026, 11, 23, 1, 2, 3, 0, time.UTC), RecordedAt: time.Date(2026, 11, 23, 1, 2, 3, 0, time.UTC), Prev: es.NoPrev,
	}
	for name, m := range map[string]es.Meta{"meta-full.json": fullMeta(), "meta-least.json": least} {
		t.Run(name, func(t *testing.T) {
			got, err := m.Append(nil)
			if err != nil {
				t.Fatal(err)
			}
			file := filepath.Join("testdata", name)
			if os.Getenv("ANJIE_UPDATE_GOLDEN") == "1" {
				if err := os.WriteFile(file, append(bytes.Clone(got), '\n'), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(bytes.TrimSpace(want), got) {
				t.Errorf("metadata never changes for stored events.\nstored before %s\nstored now    %s", want, got)
			}
			back, err := es.ParseMeta(want)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(m, back); d != "" {
				t.Errorf("read back (-written +read):\n%s", d)
			}
		})
	}
}

// plainMeta has the fields of Meta without its methods.
type plainMeta es.Meta

func TestMetaFieldsAreThoseOfTheStruct(t *testing.T) {
	// The writer is written by hand. Reflection over the struct's tags must find the same members in the same order.
	m := fullMeta()
	byHand, err := m.Append(nil)
	if err != nil {
		t.Fatal(err)
	}
	m.OccurredAt = m.OccurredAt.Add(time.Microsecond) // so that both times are written with all their digits
	byHand, err = m.Append(byHand[:0])
	if err != nil {
		t.Fatal(err)
	}
	reflected, err := json.Marshal(plainMeta(m))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(byHand, reflected) {
		t.Errorf("by hand   %s\nreflected %s", byHand, reflected)
	}
}

func TestMetaTimes(t *testing.T) {
	m := fullMeta()
	m.RecordedAt = time.Date(2026, 11, 23, 9, 2, 3, 456789999, time.FixedZone("Beijing", 8*3600))
	b, err := m.Append(nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"recordedAt":"2026-11-23T01:02:03.456789Z"`, `"occurredAt":"2026-11-20T23:59:59.000000Z"`} {
		if !bytes.Contains(b, []byte(want)) {
			t.Errorf("want %s in %s", want, b)
		}
	}
}

func TestMetaOfOthersIsRefused(t *testing.T) {
	for _, s := range []string{``, `null`, `{}`, `{"$correlationId":"x"}`, `[]`, `{"schema":1,"command":"no-uuid"}`} {
		if m, err := es.ParseMeta([]byte(s)); err == nil {
			t.Errorf("%q: %+v, want an error", s, m)
		}
	}
	if _, err := es.ParseMeta([]byte(`{"schema":7,"of-the-future":[1]}`)); err != nil {
		t.Errorf("a later schema: %v", err)
	}
	m := fullMeta()
	m.Actor = "\xff"
	if b, err := m.Append(nil); err == nil {
		t.Errorf("text that is not UTF-8: %s, want an error", b)
	}
}
