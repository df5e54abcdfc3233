package intake_test

import (
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"anjie.internal/services/intake"
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
		var lines []string
		d.must(intake.AskIndex(t.Context(), d.pool, "explain analyze "+string(sql), pgx.NamedArgs{
			"text": tokens("index-text", text), "name": tokens("index-name", text), "phone": d.vault.Tokens("index-phone", []string{text})[0],
			"id_number": d.vault.Tokens("index-id", []string{text})[0], "from": "320205101", "to": "320205101:", "desks": true, "state": nil, "before": nil, "before_dispute": nil, "size": 21,
			"persons": []int64{1, 2}, "phones": []int64{3}, "id_numbers": []int64{4}, "since": d.now().AddDate(-1, 0, 0), "self": uuid.Nil, "most": 1000,
		}, func(rows pgx.Rows) (err error) {
			lines, err = pgx.CollectRows(rows, pgx.RowTo[string])
			return err
		}))
		return strings.Join(lines, "\n")
	}
	for _, counted := range []string{"before", "after"} {
		if counted == "after" {
			_, err := d.pool.Exec(t.Context(), "vacuum analyze view_index.dispute, view_index.party")
			d.must(err)
		}
		for file, of := range map[string]struct {
			text    string
			indexes []string
		}{
			"search_text.sql":      {"谁也不肯修", []string{"dispute_by_token", "party_by_token"}},
			"search_character.sql": {"墙", []string{"dispute_by_token", "party_by_token"}},
			"find_persons.sql":     {"", []string{"party_by_person", "party_by_phone", "party_by_id_number", "dispute_pkey"}},
		} {
			got := plan(file, of.text)
			unused := slices.DeleteFunc(of.indexes, func(index string) bool { return strings.Contains(got, index) })
			if len(unused) > 0 || strings.Contains(got, "Seq Scan") {
				t.Errorf("%s counting, %s without %v:\n%s", counted, file, unused, got)
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
}
