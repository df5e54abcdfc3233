package intake_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"testing"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	"github.com/jackc/pgx/v5"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"anjie.internal/services/internal/es"
)

var bytesOf = regexp.MustCompile(`\\\\x([0-9a-f]+)`)

// dump is everything in the database as text, and what is stored as bytes once more as it is.
func (d *desk) dump() []byte {
	d.t.Helper()
	conn, err := d.pool.Acquire(d.t.Context())
	d.must(err)
	defer conn.Release()
	rows, err := conn.Query(d.t.Context(), `select format('%I.%I', table_schema, table_name) from information_schema.tables
		where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`)
	d.must(err)
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	d.must(err)
	// What PostgreSQL knows of the values of columns, to plan queries, is a copy of some of them.
	tables = append(tables, "(select tablename, attname, most_common_vals::text, histogram_bounds::text, most_common_elems::text from pg_stats where schemaname = 'view_index')")
	var dump bytes.Buffer
	for _, table := range tables {
		_, err := conn.Conn().PgConn().CopyTo(d.t.Context(), &dump, "copy "+table+" to stdout")
		d.must(err)
	}
	for _, m := range bytesOf.FindAllSubmatch(dump.Bytes(), -1) {
		raw, err := hex.DecodeString(string(m[1]))
		d.must(err)
		dump.Write(raw)
	}
	return dump.Bytes()
}

// disguises are forms in which a text would still be there, or could be guessed without the key.
func disguises(text string) map[string][]byte {
	sum := sha256.Sum256([]byte(text))
	var wide []byte
	for _, r := range text {
		wide = binary.BigEndian.AppendUint32(wide, uint32(r))
	}
	return map[string][]byte{
		"as it is":                     []byte(text),
		"in hexadecimal":               []byte(hex.EncodeToString([]byte(text))),
		"in base64":                    []byte(base64.RawStdEncoding.EncodeToString([]byte(text))[:len(text)/3*4]),
		"as numbers of its characters": wide,
		"as a digest":                  sum[:8],
		"as a digest in hexadecimal":   []byte(hex.EncodeToString(sum[:8])),
		"as a digest that is a number": []byte(strconv.FormatInt(int64(binary.BigEndian.Uint64(sum[:])), 10)),
		"as an escape":                 []byte(fmt.Sprintf("%+q", text)),
	}
}

// TestAThousandPlantedNamesAreInNoTable indexes a thousand names, each with a phone and an id number of its own, and looks for them in
// every table and in what PostgreSQL remembers of the index.
func TestAThousandPlantedNamesAreInNoTable(t *testing.T) {
	t.Parallel()
	d := openDesk(t)
	clerk := d.clerk(searchTown)
	var planted []string
	var last string
	for i := range 250 {
		last = d.registers(clerk, func(r *intakev1.RegisterDisputeRequest) {
			r.Title, r.Narrative = "涉及多人", "经过从略。"
			r.Parties = nil
			for j := range 4 {
				n := 4*i + j
				name := string([]rune{[]rune("赵钱孙李周吴郑王冯陈")[n%10], rune(0x4e00 + n), rune(0x5e00 + 3*n)})
				phone, number := fmt.Sprintf("139%08d", 31*n+10_000_000), fmt.Sprintf("3202051980%08d", 17*n+10_000_000)
				planted = append(planted, name, phone, number)
				r.Parties = append(r.Parties, &intakev1.Party{Role: intakev1.PartyRole_PARTY_ROLE_APPLICANT, Name: name, Phone: phone, IdNumber: number})
			}
		})
	}
	if got := d.finds(clerk, planted[len(planted)-3]); !slices.Equal(got, []string{last}) {
		t.Fatalf("the last name finds %v, want %s", got, last)
	}
	_, err := d.pool.Exec(t.Context(), "analyze view_index.dispute, view_index.party")
	d.must(err)
	dump := d.dump()
	if !bytes.Contains(dump, []byte(searchTown)) || !bytes.Contains(dump, []byte("id_number")) {
		t.Fatal("the scan does not even find the unit, or what PostgreSQL remembers")
	}
	for i, text := range planted {
		for form, b := range disguises(text) {
			if i%3 > 0 && form != "as it is" && form != "as a digest that is a number" {
				continue // numbers are searched for in the forms that a column could have
			}
			if at := bytes.Index(dump, b); at >= 0 {
				t.Errorf("%s is there %s: %.100q", text, form, dump[max(0, at-50):])
			}
		}
	}
	if len(planted) != 3000 {
		t.Errorf("%d texts were planted", len(planted))
	}
}

// TestTokensOfDifferentPurposesCannotBeJoined plants one text in every place of a dispute: no two columns of the index have a number
// in common but those of texts, which are compared with each other.
func TestTokensOfDifferentPurposesCannotBeJoined(t *testing.T) {
	t.Parallel()
	d := openDesk(t)
	clerk := d.clerk(searchTown)
	for range 2 {
		d.registers(clerk, func(r *intakev1.RegisterDisputeRequest) {
			r.Title, r.Narrative, r.Place = "13800001111", "13800001111", "13800001111"
			r.Parties = []*intakev1.Party{{
				Role: intakev1.PartyRole_PARTY_ROLE_APPLICANT, Name: "13800001111", Phone: "13800001111", IdNumber: "13800001111", Address: "13800001111",
			}}
		})
	}
	rows, err := d.pool.Query(t.Context(), `select distinct what, token from (
		select 'texts', unnest(title || narrative || place || characters) from view_index.dispute
		union all select 'texts', unnest(address) from view_index.party
		union all select 'names', unnest(name) from view_index.party
		union all select 'person', person from view_index.party
		union all select 'phone', phone from view_index.party
		union all select 'id number', id_number from view_index.party) x (what, token)`)
	d.must(err)
	seen, of := map[int64]string{}, map[string]int{}
	var what string
	var token int64
	_, err = pgx.ForEachRow(rows, []any{&what, &token}, func() error {
		if seen[token] != "" {
			t.Errorf("%s and %s share a token", seen[token], what)
		}
		seen[token] = what
		of[what]++
		return nil
	})
	d.must(err)
	// 13, 38, 80, 00, 01, 11 and 1, 3, 8, 0, of texts and of names; one of each other kind.
	for what, want := range map[string]int{"texts": 10, "names": 10, "person": 1, "phone": 1, "id number": 1} {
		if of[what] != want {
			t.Errorf("%d tokens of %s, want %d", of[what], what, want)
		}
	}
}

// TestNoAnswerHoldsWhatIsSealed reads answers byte by byte, and asks the contract for fields that could hold a person.
func TestNoAnswerHoldsWhatIsSealed(t *testing.T) {
	t.Parallel()
	d := openDesk(t)
	clerk := d.clerk(searchTown)
	one, two := d.registers(clerk, handedOver), d.registers(clerk, handedOver)
	sealed := []string{"王一", "李二", "13800001111", "11010519491231002X", "春风里", "一堵墙", "不肯修", "东亭街道", "滨湖法院", "委派7号"}
	var answers [][]byte
	for _, text := range sealed {
		resp, err := clerk.SearchDisputes(t.Context(), &intakev1.SearchDisputesRequest{Text: text, Purpose: "P03", PageSize: 1})
		d.must(err)
		if len(resp.GetDisputes()) != 1 || resp.GetDisputes()[0].GetDisputeId() != two || resp.GetNextPageToken() == "" {
			t.Errorf("%s finds %v", text, resp)
		}
		b, err := proto.Marshal(resp)
		d.must(err)
		answers = append(answers, b)
	}
	resp, err := clerk.FindDuplicates(t.Context(), of(two))
	d.must(err)
	if len(resp.GetCases()) != 1 || resp.GetCases()[0].GetDisputeId() != one {
		t.Errorf("duplicates %v", resp)
	}
	b, err := proto.Marshal(resp)
	d.must(err)
	for _, answer := range append(answers, b, []byte(d.access.String())) {
		for _, text := range sealed {
			for form, b := range disguises(text) {
				if bytes.Contains(answer, b) {
					t.Errorf("an answer holds %s %s: %q", text, form, answer)
				}
			}
		}
	}
	allowed := []protoreflect.Name{
		"disputes", "next_page_token", "position", "dispute_id", "state", "category", "channel", "unit", "area", "received_at", "registered_at",
		"cases", "score", "reasons", "case_number",
	}
	for _, m := range []proto.Message{&intakev1.SearchDisputesResponse{}, &intakev1.FoundDispute{}, &intakev1.FindDuplicatesResponse{}, &intakev1.LinkedCase{}} {
		fields := m.ProtoReflect().Descriptor().Fields()
		for i := range fields.Len() {
			if name := fields.Get(i).Name(); !slices.Contains(allowed, name) {
				t.Errorf("%s has a new field %s: may it hold a person?", m.ProtoReflect().Descriptor().Name(), name)
			}
		}
	}
}

// TestNoTokenIsInTheLogOrInFacts looks for every token of the index in the log and in the public facts.
func TestNoTokenIsInTheLogOrInFacts(t *testing.T) {
	t.Parallel()
	d := openDesk(t)
	clerk := d.clerk(searchTown)
	d.registers(clerk, handedOver)
	d.finds(clerk, "王一")
	rows, err := d.pool.Query(t.Context(), `select distinct unnest(title || narrative || place || papers || characters) from view_index.dispute
		union select unnest(name || address || array[person, phone, id_number]) from view_index.party`)
	d.must(err)
	tokens, err := pgx.CollectRows(rows, pgx.RowTo[*int64])
	d.must(err)
	if len(tokens) < 80 {
		t.Fatalf("only %d tokens", len(tokens))
	}
	var everything bytes.Buffer
	for rec, err := range d.store.ReadAll(t.Context(), es.Position{}) {
		d.must(err)
		everything.Write(rec.Data)
		everything.Write(rec.Metadata)
	}
	service := d.person(searchTown, "service")
	facts, err := service.ListFacts(t.Context(), &intakev1.ListFactsRequest{})
	d.must(err)
	b, err := proto.Marshal(facts)
	d.must(err)
	everything.Write(b)
	if len(facts.GetFacts()) != 1 {
		t.Fatalf("%d facts", len(facts.GetFacts()))
	}
	for _, token := range tokens {
		if token == nil {
			continue
		}
		raw := binary.BigEndian.AppendUint64(nil, uint64(*token))
		for _, form := range [][]byte{raw, []byte(hex.EncodeToString(raw)), []byte(strconv.FormatInt(*token, 10))} {
			if bytes.Contains(everything.Bytes(), form) {
				t.Errorf("the token %d is in the log or in a fact", *token)
			}
		}
	}
}
