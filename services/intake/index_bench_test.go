package intake_test

import (
	"context"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"anjie.internal/services/intake"
	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/es/esmem"
	"anjie.internal/services/internal/personal"
	"anjie.internal/services/internal/pg/view"
)

// prose makes texts as clerks write them: words of two characters, some of them often.
type prose struct {
	r *rand.Rand
	z *rand.Zipf
}

func newProse(seed uint64) *prose {
	r := rand.New(rand.NewPCG(seed, 7))
	return &prose{r, rand.NewZipf(r, 1.1, 8, 20_000)}
}

func (p *prose) word() string {
	n := p.z.Uint64()
	return string([]rune{rune(0x4e00 + n%2500), rune(0x4e00 + n*7919%3500)})
}

func (p *prose) text(words int) string {
	var b strings.Builder
	for range words {
		b.WriteString(p.word())
	}
	return b.String()
}

func (p *prose) digits(n int) string {
	b := []byte("1")
	for len(b) < n {
		b = append(b, byte('0'+p.r.IntN(10)))
	}
	return string(b)
}

// registered is a dispute as a ledger tells it: some two hundred characters and two parties.
func (p *prose) registered(at time.Time) *dispute.RegisteredV1 {
	return &dispute.RegisteredV1{
		Category: "A02", Channel: "S01", Unit: "320205101203", Area: "320205101203", Scale: "01", Involved: 2, ReceivedAt: at, RegisteredAt: at,
		Title: personal.Plain(p.text(6)), Narrative: personal.Plain(p.text(90)), Place: personal.Plain(p.text(6)),
		Parties: []dispute.Party{
			{Role: dispute.Applicant, Kind: dispute.Person, Name: personal.Plain(p.text(1)), Phone: personal.Plain(p.digits(11)), IDNumber: personal.Plain(p.digits(18)), Address: personal.Plain(p.text(7))},
			{Role: dispute.Respondent, Kind: dispute.Person, Name: personal.Plain(p.text(1)), Phone: personal.Plain(p.digits(11))},
		},
	}
}

// BenchmarkIndexing follows a log of registrations: how many disputes a second an import may bring.
func BenchmarkIndexing(b *testing.B) {
	pool, v := vaulted(b)
	l, p := newLog(b, v), newProse(1)
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	store := esmem.New(func() time.Time { return at })
	for i := range b.N {
		id := uuid.New()
		l.add(id, p.registered(at.Add(time.Duration(i)*time.Second)))
		rec := l.records[i]
		if _, err := store.Append(b.Context(), rec.Stream, es.NoStream, []es.Pending{{ID: rec.ID, Type: rec.Type, Data: rec.Data}}); err != nil {
			b.Fatal(err)
		}
	}
	head, err := store.Head(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	definition, err := intake.IndexView(v)
	if err != nil {
		b.Fatal(err)
	}
	index := view.New(view.Config{Pool: pool, Store: store, Definition: definition, Now: func() time.Time { return at }})
	ctx, end := context.WithCancel(b.Context())
	defer end()
	b.ResetTimer()
	go index.Run(ctx) //nolint:errcheck // its end is asked for
	if err := index.WaitFor(ctx, head); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "disputes/s")
	b.StopTimer()
	var size string
	if err := pool.QueryRow(b.Context(), `select pg_size_pretty(sum(pg_total_relation_size(c.oid))) || ', tokens ' || pg_size_pretty(pg_relation_size('view_index.dispute_by_token'))
		from pg_class c join pg_namespace n on n.oid = c.relnamespace where nspname = 'view_index' and relkind = 'r'`).Scan(&size); err == nil {
		b.Logf("%d disputes take %s", b.N, size)
	}
}
