package exported_test

import (
	"bytes"
	"errors"
	"fmt"
	"iter"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"anjie.internal/services/cmd/internal/exported"
	"anjie.internal/services/internal/es"
)

var errStopped = errors.New("stopped")

// log is a log of n events; it stops with an error in front of the event at stop.
func log(n, stop uint64) iter.Seq2[es.Record, error] {
	return func(yield func(es.Record, error) bool) {
		for i := uint64(1); i <= n; i++ {
			if i == stop {
				yield(es.Record{}, errStopped)
				return
			}
			if !yield(es.Record{
				Stream: "邻里-1", Revision: i - 1, Position: es.Position{Commit: i, Prepare: i}, ID: uuid.NewSHA1(uuid.NameSpaceOID, []byte{byte(i)}),
				Type: "dispute-registered-v1", Data: fmt.Appendf(nil, `{ "n": %d, "note": "<邻里>" }`, i), Metadata: []byte{},
			}, nil) {
				return
			}
		}
	}
}

func written(t *testing.T, n uint64) ([]byte, exported.Tally) {
	t.Helper()
	var b bytes.Buffer
	var done exported.Tally
	told := uint64(0)
	if err := exported.Write(log(n, 0), &b, &done, func() { told++ }); err != nil {
		t.Fatal(err)
	}
	if told != n || done.Events != n {
		t.Fatalf("told %d times, %d written, want %d", told, done.Events, n)
	}
	return b.Bytes(), done
}

func TestWhatIsWrittenIsRead(t *testing.T) {
	t.Parallel()
	file, done := written(t, 5)
	var want, got []es.Record
	for r, err := range log(5, 0) {
		if err != nil {
			t.Fatal(err)
		}
		want = append(want, r)
	}
	var again exported.Tally
	size, end, err := exported.Read(bytes.NewReader(file), &again, func(r *es.Record) error { got = append(got, *r); return nil })
	if err != nil || end == nil || *end != done.End() || *end != again.End() || size != int64(bytes.LastIndex(file, []byte(`{"end"`))) {
		t.Errorf("%d bytes, %v, %v", size, end, err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if _, _, err := exported.Read(bytes.NewReader(file), &exported.Tally{}, func(*es.Record) error { return errStopped }); !errors.Is(err, errStopped) {
		t.Errorf("it goes on although it is told to stop: %v", err)
	}
}

// TestAnExportThatWasCutAnywhereIsReadUpToThere, in whole events, and one that was stopped is cut like that.
func TestAnExportThatWasCutAnywhereIsReadUpToThere(t *testing.T) {
	t.Parallel()
	file, done := written(t, 3)
	for n := range len(file) {
		var tally exported.Tally
		size, end, err := exported.Read(bytes.NewReader(file[:n]), &tally, func(*es.Record) error { return nil })
		whole := min(uint64(bytes.Count(file[:n], []byte("\n"))), done.Events)
		if err != nil || end != nil || tally.Events != whole || size != int64(bytes.LastIndexByte(file[:n], '\n')+1) {
			t.Fatalf("%d bytes: %d events in %d, want %d; %v, %v", n, tally.Events, size, whole, end, err)
		}
	}
	var b bytes.Buffer
	var part exported.Tally
	if err := exported.Write(log(3, 3), &b, &part, func() {}); !errors.Is(err, errStopped) || part.Events != 2 || !bytes.HasPrefix(file, b.Bytes()) {
		t.Errorf("%v after %d events:\n%s", err, part.Events, b.Bytes())
	}
}

func TestWhatIsNoExportIsNamedByItsLine(t *testing.T) {
	t.Parallel()
	file, _ := written(t, 2)
	lines := strings.SplitAfter(string(file), "\n")
	for name, test := range map[string]struct {
		text string
		line int
	}{
		"a diary":                       {"a diary", 1},
		"JSON of others":                {lines[0] + "{}\n", 2},
		"an event without an id":        {strings.Replace(lines[0], `"id":"`, `"id":"x`, 1), 1},
		"an event without a place":      {lines[0] + strings.Replace(lines[1], `"position":"`, `"position":"x`, 1), 2},
		"an end that says nothing":      {lines[0] + `{"end":true,"events":"x"}` + "\n", 2},
		"something behind the end":      {string(file) + "x", 3},
		"an event that was not begun":   {lines[0] + `{"stroom`, 2},
		"a second end behind the first": {string(file) + lines[2], 3},
	} {
		_, _, err := exported.Read(strings.NewReader(test.text), &exported.Tally{}, func(*es.Record) error { return nil })
		if bad, ok := errors.AsType[*exported.LineError](err); !ok || bad.Line != test.line || errors.Unwrap(err) == nil {
			t.Errorf("%s: %v, want line %d", name, err, test.line)
		}
	}
}

// TestTheEndVouchesForEveryByte: no byte of an event can change without the digest.
func TestTheEndVouchesForEveryByte(t *testing.T) {
	t.Parallel()
	_, done := written(t, 3)
	for i, change := range []func(*es.Record){
		func(r *es.Record) { r.Stream += "x" },
		func(r *es.Record) { r.Type += "x" },
		func(r *es.Record) { r.Data = append(r.Data, ' ') },
		func(r *es.Record) { r.Metadata = append(r.Metadata, ' ') },
		func(r *es.Record) { r.Revision++ },
		func(r *es.Record) { r.ID[0]++ },
	} {
		var other exported.Tally
		for r, err := range log(3, 0) {
			if err != nil {
				t.Fatal(err)
			}
			if r.Revision == 1 {
				change(&r)
			}
			if err := other.Add(&r); err != nil {
				t.Fatal(err)
			}
		}
		if other.End() == done.End() {
			t.Errorf("change %d is not noticed", i)
		}
	}
}
