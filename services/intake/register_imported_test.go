package intake_test

import (
	"strings"
	"testing"
	"time"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	"github.com/google/uuid"
	"google.golang.org/protobuf/proto"

	"anjie.internal/services/intake"
	"anjie.internal/services/intake/ledgerimport"
	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/es/estest"
	"anjie.internal/services/internal/unit"
)

// importing hands commands of imports to the store, as another process does.
func (d *desk) importing() func(id string, cmd ledgerimport.Command) {
	d.t.Helper()
	codec, err := intake.ImportCodec()
	d.must(err)
	h, err := es.NewHandler(es.HandlerConfig[ledgerimport.State, ledgerimport.Command, ledgerimport.Event]{
		Category: "import", Store: d.store, Codec: codec, Decider: ledgerimport.Decider(), Sealer: d.vault, Now: d.now, CacheSize: -1,
	})
	d.must(err)
	return func(id string, cmd ledgerimport.Command) {
		d.t.Helper()
		_, err := h.Handle(d.t.Context(), uuid.MustParse(id), cmd, es.Intent{
			Command: uuid.MustParse(newID(d.t)), Digest: "d", Actor: "clerk", Unit: searchCity, OccurredAt: d.now(), RecordedAt: d.now(),
		})
		d.must(err)
	}
}

// TestARowNeedsItsImport: what is registered with the papers of an import needs none of a hand-over, so that the import must be one that
// is under way, of that ledger, and of the clerk's own unit or below.
func TestARowNeedsItsImport(t *testing.T) {
	t.Parallel()
	d := openCentre(t)
	city, village := d.clerk(searchCity), d.clerk(searchVillage)
	does := func(id string, cmd ledgerimport.Command) { d.importing()(id, cmd); d.forward(2 * time.Second) }
	by := func(u string) ledgerimport.Act { return ledgerimport.Act{At: d.now(), ActingUnit: unit.Code(u)} }
	file := strings.Repeat("0123456789abcdef", 4)
	started := func(u string) string {
		id := newID(t)
		does(id, ledgerimport.Start{Act: by(u), Content: ledgerimport.Content{File: file, Mapping: file, Edition: 1, Sheet: 1, Rows: 2}})
		return id
	}
	row := func(id string) *intakev1.RegisterDisputeRequest {
		r := found("S23") // through a court, without its papers
		r.CommandId, r.DisputeId, r.LateReason = newID(t), newID(t), "L03"
		r.Unit = searchVillage
		r.Provenance = &intakev1.Imported{Import: id, File: file, Sheet: 1, Row: 3}
		return r
	}
	refused := func(p person, r *intakev1.RegisterDisputeRequest, want string) {
		t.Helper()
		refuses(d, p.RegisterDispute, "", r, want+"@provenance.import")
	}

	refused(city, row(newID(t)), "import-not-found")
	open := started(searchCity)
	refused(village, row(open), "import-not-found") // which the village may not go on with
	other := row(open)
	other.Provenance.File = strings.Repeat("f", 64)
	refused(city, other, "import-other-ledger")
	other = row(open)
	other.Provenance.Sheet = 2
	refused(city, other, "import-other-ledger")
	first := row(open)
	was, err := city.RegisterDispute(t.Context(), first)
	d.must(err)
	own, err := village.RegisterDispute(t.Context(), row(started(searchVillage)))
	d.must(err)
	if own.GetReceipt().GetRepeated() {
		t.Error("a first row is a repetition")
	}

	does(open, ledgerimport.Complete{Act: by(searchCity), Disputes: 2})
	refused(city, row(open), "import-completed")
	d.serve() // and a process that remembers nothing
	city = d.clerk(searchCity)
	again, err := city.RegisterDispute(t.Context(), first)
	d.must(err)
	want := proto.CloneOf(was.GetReceipt())
	want.Repeated = true
	if !proto.Equal(again.GetReceipt(), want) {
		t.Errorf("a row that was sent again is answered %v, want %v", again.GetReceipt(), want)
	}
	does(open, ledgerimport.Revert{Act: by(searchCity), Reason: "X13"})
	refused(city, row(open), "import-reverted")
}

// TestRowsDoNotReadTheirImportEach: a ledger has thousands of rows.
func TestRowsDoNotReadTheirImportEach(t *testing.T) {
	t.Parallel()
	d := openCentre(t)
	file, id := strings.Repeat("0123456789abcdef", 4), newID(t)
	d.importing()(id, ledgerimport.Start{
		Act:     ledgerimport.Act{At: d.now(), ActingUnit: searchCity},
		Content: ledgerimport.Content{File: file, Mapping: file, Edition: 1, Sheet: 1, Rows: 20},
	})
	counted := &estest.Faulty{Store: d.store}
	d.store = counted
	d.serve()
	city := d.clerk(searchCity)
	send := func(n uint32) int {
		t.Helper()
		before := counted.Reads()
		r := found("S23")
		r.CommandId, r.DisputeId, r.LateReason = newID(t), newID(t), "L03"
		r.Provenance = &intakev1.Imported{Import: id, File: file, Sheet: 1, Row: n}
		_, err := city.RegisterDispute(t.Context(), r)
		d.must(err)
		return counted.Reads() - before
	}
	send(3) // which reads the profile too
	for n := range uint32(10) {
		if reads := send(4 + n); reads != 0 {
			t.Errorf("row %d reads %d times", 4+n, reads)
		}
	}
}
