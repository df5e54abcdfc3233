package intake_test

import (
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// crowd fills the index with disputes of made-up tokens. Of the first thousand numbers every one is in some hundredths of the titles.
const crowd = `
drop index view_index.dispute_by_token, view_index.party_by_token;
create function r(n int) returns bigint language sql as 'select (random() * n)::bigint';
insert into view_index.dispute
select gen_random_uuid(), '320205101203', now() - i * interval '1 minute', now() - i * interval '1 minute',
       array[r(1000), r(1000), r(1000), r(1000), r(1000), r(1000), r(1000), r(1000), r(1000), r(1000), r(1000), r(1000), r(1000), r(1000)],
       array[r(1000000), r(1000000), r(1000000), r(1000000), r(1000000), r(1000000), r(1000000), r(1000000)], '{}', '{}',
       array[r(3000), r(3000), r(3000), r(3000), r(3000), r(3000), r(3000), r(3000)]
from generate_series(1, 100000) i;
insert into view_index.party
select dispute, 0, array[r(1000), r(1000)], '{}', r(100000), r(1000000), null
from view_index.dispute;
create index dispute_by_token on view_index.dispute using gin (title, narrative, place, papers, characters);
create index party_by_token on view_index.party using gin (name, address);
`

// TestASearchAmongAHundredThousandUsesTheIndex looks at plans, before and after PostgreSQL has counted what is in the tables, and
// says how long searches take.
func TestASearchAmongAHundredThousandUsesTheIndex(t *testing.T) {
	t.Parallel()
	d := openDesk(t)
	_, err := d.pool.Exec(t.Context(), crowd)
	d.must(err)
	clerk := d.clerk(searchTown)
	one, two := d.registers(clerk, nil), d.registers(clerk, nil)
	tokens := func(purpose, text string) []int64 {
		pairs := []string{text}
		for r := []rune(text); len(r) > 2; r = r[1:] {
			pairs = append(pairs, string(r[:2]))
		}
		if r := []rune(text); len(r) > 2 {
			pairs = append(pairs[1:], string(r[len(r)-2:]))
		}
		return d.vault.Tokens(purpose, pairs)
	}
	plan := func(file, text string) string {
		sql, err := os.ReadFile(file)
		d.must(err)
		tx, err := d.pool.BeginTx(t.Context(), pgx.TxOptions{BeginQuery: "begin read only; set local enable_seqscan = off"})
		d.must(err)
		defer tx.Rollback(t.Context()) //nolint:errcheck // nothing was written
		rows, err := tx.Query(t.Context(), "explain analyze "+string(sql), pgx.QueryExecModeCacheDescribe, pgx.NamedArgs{
			"text": tokens("index-text", text), "name": tokens("index-name", text), "phone": d.vault.Tokens("index-phone", []string{text})[0],
			"id_number": d.vault.Tokens("index-id", []string{text})[0], "from": "320205101", "to": "320205101:", "desks": true, "state": nil, "before": nil, "before_dispute": nil, "size": 21,
		})
		d.must(err)
		lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
		d.must(err)
		return strings.Join(lines, "\n")
	}
	for _, counted := range []string{"before", "after"} {
		if counted == "after" {
			_, err := d.pool.Exec(t.Context(), "vacuum analyze view_index.dispute, view_index.party")
			d.must(err)
		}
		for file, text := range map[string]string{"search_text.sql": "谁也不肯修", "search_character.sql": "墙"} {
			got := plan(file, text)
			if !strings.Contains(got, "dispute_by_token") || !strings.Contains(got, "party_by_token") || strings.Contains(got, "Seq Scan") {
				t.Errorf("%s counting, %s:\n%s", counted, file, got)
			}
			t.Logf("%s counting, %s: %s", counted, file, got[strings.LastIndex(got, "Execution Time"):])
		}
		for _, text := range []string{"谁也不肯修", "墙", "王一", "13800001111"} {
			var took []time.Duration
			for range 5 {
				at := time.Now() //nolint:forbidigo // it is the real time that is measured
				if got := d.finds(clerk, text); !slices.Equal(got, []string{two, one}) {
					t.Fatalf("%s finds %v", text, got)
				}
				took = append(took, time.Since(at))
			}
			t.Logf("%s counting, %s: found among 100,000 in %v", counted, text, slices.Min(took).Round(100*time.Microsecond))
		}
		at := time.Now() //nolint:forbidigo // as above
		if got := d.duplicates(clerk, of(two)); len(got) != 1 || got[0].GetDisputeId() != one {
			t.Errorf("duplicates %v", got)
		}
		t.Logf("%s counting: duplicates among 100,000 in %v", counted, time.Since(at).Round(100*time.Microsecond))
	}
	// A token that is everywhere: the page is found, not the whole crowd.
	var common time.Duration
	for range 3 {
		at := time.Now() //nolint:forbidigo // as above
		_, err := d.pool.Exec(t.Context(), `with hit as (select dispute from view_index.dispute where title @> '{7}' union select dispute from view_index.party where name @> '{7}')
			select d.dispute from hit join view_index.dispute d using (dispute) where starts_with(d.unit, '320205101') order by d.registered_at desc, d.dispute desc limit 21`)
		d.must(err)
		common = time.Since(at)
	}
	t.Logf("candidates of a token that is in many disputes: %v", common.Round(100*time.Microsecond))
}
