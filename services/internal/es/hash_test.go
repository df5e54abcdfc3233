package es_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"anjie.internal/services/internal/es"
)

// vector is an event as any client shows it, with its hash.
type vector struct {
	Stream   string `json:"stream"`
	Revision uint64 `json:"revision"`
	ID       string `json:"id"`
	Type     string `json:"type"`
	Data     []byte `json:"data"`     // base64
	Metadata []byte `json:"metadata"` // base64
	Hash     string `json:"hash"`
}

func vectors(t *testing.T) []vector {
	t.Helper()
	file := filepath.Join("testdata", "hash-vectors.json")
	if os.Getenv("ANJIE_UPDATE_GOLDEN") == "1" {
		writeVectors(t, file)
	}
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var out []vector
	if err := json.Unmarshal(b, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func writeVectors(t *testing.T, file string) {
	t.Helper()
	id := func(n int) string { return fmt.Sprintf("0198c2a0-0000-7000-8000-%012d", n) }
	events := []vector{
		{Stream: "dispute-1", Revision: 0, ID: id(1), Type: "dispute-registered-v1", Data: []byte(`{"category":"邻里"}`), Metadata: []byte(`{"prev":"` + es.NoPrev + `"}`)},
		{Stream: "dispute-1", Revision: 1, ID: id(2), Type: "dispute-withdrawn-v1", Data: []byte(`{}`), Metadata: []byte(`{}`)},
		{Stream: "dispute-1d", Revision: 1, ID: id(2), Type: "ispute-withdrawn-v1", Data: []byte(`{}`), Metadata: []byte(`{}`)},
		{Stream: "s", Revision: 1<<63 - 1, ID: "ffffffff-ffff-ffff-ffff-ffffffffffff", Type: "t", Data: []byte{}, Metadata: []byte{}},
		{Stream: "s", Revision: 0x0102030405060708, ID: "00010203-0405-0607-0809-0a0b0c0d0e0f", Type: "t", Data: []byte{0, 1, 0xff}, Metadata: []byte("ab")},
		{Stream: "s", Revision: 0x0102030405060708, ID: "00010203-0405-0607-0809-0a0b0c0d0e0f", Type: "t", Data: []byte{0, 1, 0xff, 'a'}, Metadata: []byte("b")},
	}
	for i, v := range events {
		events[i].Hash = es.Hash(v.Stream, v.Revision, uuid.MustParse(v.ID), v.Type, v.Data, v.Metadata)
	}
	b, err := json.MarshalIndent(events, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, append(b, '\n'), 0o600); err != nil {
		t.Fatal(err)
	}
}

// auditorsHash is the construction again, from its description only.
func auditorsHash(v vector) string {
	var b bytes.Buffer
	b.WriteString("anjie event v1\n")
	revision := binary.BigEndian.AppendUint64(nil, v.Revision)
	id := uuid.MustParse(v.ID)
	for _, x := range [][]byte{[]byte(v.Stream), revision, id[:], []byte(v.Type), v.Data, v.Metadata} {
		b.Write(binary.BigEndian.AppendUint64(nil, uint64(len(x))))
		b.Write(x)
	}
	return fmt.Sprintf("sha256:%x", sha256.Sum256(b.Bytes()))
}

func TestHashVectors(t *testing.T) {
	seen := map[string]int{}
	for i, v := range vectors(t) {
		got := es.Hash(v.Stream, v.Revision, uuid.MustParse(v.ID), v.Type, v.Data, v.Metadata)
		if got != v.Hash {
			t.Errorf("vector %d hashes to %s, want %s", i, got, v.Hash)
		}
		if again := auditorsHash(v); again != v.Hash {
			t.Errorf("vector %d hashes to %s from the raw bytes, want %s", i, again, v.Hash)
		}
		if j, twice := seen[v.Hash]; twice {
			t.Errorf("vectors %d and %d have one hash", i, j)
		}
		seen[v.Hash] = i
	}
	if len(seen) < 6 {
		t.Errorf("%d vectors, want 6", len(seen))
	}
}

func TestHashInPython(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("python3 is not installed; the same vectors are recomputed in TestHashVectors")
	}
	out, err := exec.CommandContext(t.Context(), python, filepath.Join("testdata", "hash.py"), filepath.Join("testdata", "hash-vectors.json")).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if got, want := strings.TrimSpace(string(out)), fmt.Sprintf("%d hashes agree", len(vectors(t))); got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// chained makes a stream of n events.
func chained(t *testing.T, n int) []es.Record {
	t.Helper()
	var out []es.Record
	prev := es.NoPrev
	for i := range n {
		m := fullMeta()
		m.Prev = prev
		metadata, err := m.Append(nil)
		if err != nil {
			t.Fatal(err)
		}
		r := es.Record{Stream: "dispute-1", Revision: uint64(i), ID: uuid.New(), Type: "a-v1", Data: fmt.Appendf(nil, `{"n":%d}`, i), Metadata: metadata}
		prev = r.Hash()
		out = append(out, r)
	}
	return out
}

func TestVerifyChain(t *testing.T) {
	good := chained(t, 6)
	if err := es.VerifyChain(good); err != nil {
		t.Fatal(err)
	}
	if err := es.VerifyChain(nil); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name   string
		tamper func(r []es.Record) []es.Record
		at     uint64
	}{
		{"changed data shows at the next event", func(r []es.Record) []es.Record { r[2].Data = []byte(`{"n":9}`); return r }, 3},
		{"a changed type shows at the next event", func(r []es.Record) []es.Record { r[2].Type = "b-v1"; return r }, 3},
		{"a changed id shows at the next event", func(r []es.Record) []es.Record { r[0].ID = uuid.New(); return r }, 1},
		{"changed metadata", func(r []es.Record) []es.Record {
			r[3].Metadata = bytes.Replace(r[3].Metadata, []byte("paper"), []byte("phone"), 1)
			return r
		}, 4},
		{"a missing first event", func(r []es.Record) []es.Record { return r[1:] }, 0},
		{"a missing event", func(r []es.Record) []es.Record { return slices.Delete(r, 2, 3) }, 2},
		{"a missing event, renumbered", func(r []es.Record) []es.Record {
			r = slices.Delete(r, 2, 3)
			for i := range r {
				r[i].Revision = uint64(i)
			}
			return r
		}, 2},
		{"swapped events", func(r []es.Record) []es.Record {
			r[2], r[3] = r[3], r[2]
			r[2].Revision, r[3].Revision = 2, 3
			return r
		}, 2},
		{"an event of another stream", func(r []es.Record) []es.Record { r[4].Stream = "dispute-2"; return r }, 4},
		{"metadata that cannot be read", func(r []es.Record) []es.Record { r[4].Metadata = []byte("{}"); return r }, 4},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := es.VerifyChain(c.tamper(slices.Clone(good)))
			var broken *es.ChainError
			if !errors.As(err, &broken) || broken.Revision != c.at {
				t.Errorf("%v, want a break at revision %d", err, c.at)
			}
		})
	}
}
