package scenario_test

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"slices"
	"strconv"
	"testing"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	statisticsv1 "anjie.internal/proto/gen/anjie/statistics/v1"
	"github.com/jackc/pgx/v5"
	"google.golang.org/protobuf/proto"

	"anjie.internal/services/internal/identity"
)

// TestTokensStayInTheIndex registers and counts disputes, and looks for every token of the blind index in the event store, in what
// statistics keeps and answers, and in the facts that went through NATS.
func TestTokensStayInTheIndex(t *testing.T) {
	t.Parallel()
	h := build(t, houseOptions{})
	clerk := h.intake(village, identity.RoleClerk)
	first := h.register(clerk, handedOver)
	last := h.register(clerk, handedOver)
	h.must(h.index.WaitFor(t.Context(), positionOf(last.GetPosition())))
	var everything bytes.Buffer
	for _, f := range h.received(2) {
		everything.Write(f.Data)
	}
	counted, err := h.statistics(village, identity.RoleClerk).CountRegistrations(t.Context(),
		&statisticsv1.CountRegistrationsRequest{AtLeastPosition: last.GetPosition()})
	h.must(err)
	b, err := proto.Marshal(counted)
	h.must(err)
	everything.Write(b)
	everything.Write(h.dump("eventstore"))
	everything.Write(h.dump("statistics"))

	search := intakev1.NewSearchServiceClient(h.dial(h.intakeAt, h.token(village, identity.RoleClerk)))
	found, err := search.SearchDisputes(t.Context(), &intakev1.SearchDisputesRequest{Text: "王一", Purpose: "P03"})
	h.must(err)
	if len(found.GetDisputes()) != 2 {
		t.Errorf("found %v", found)
	}
	same, err := search.FindDuplicates(t.Context(), &intakev1.FindDuplicatesRequest{
		Of: &intakev1.FindDuplicatesRequest_DisputeId{DisputeId: last.GetDisputeId()},
	})
	h.must(err)
	if len(same.GetCases()) != 1 || same.GetCases()[0].GetDisputeId() != first.GetDisputeId() {
		t.Errorf("duplicates %v", same)
	}

	rows, err := h.databases["intake"].Query(t.Context(), `select distinct unnest(title || narrative || place || papers || characters) from view_index.dispute
		union select unnest(name || address || array[person, phone, id_number]) from view_index.party`)
	h.must(err)
	tokens, err := pgx.CollectRows(rows, pgx.RowTo[*int64])
	h.must(err)
	tokens = slices.DeleteFunc(tokens, func(token *int64) bool { return token == nil })
	if len(tokens) < 80 {
		t.Fatalf("only %d tokens", len(tokens))
	}
	for _, token := range tokens {
		raw := binary.BigEndian.AppendUint64(nil, uint64(*token))
		for _, form := range [][]byte{raw, []byte(hex.EncodeToString(raw)), []byte(strconv.FormatInt(*token, 10))} {
			if bytes.Contains(everything.Bytes(), form) {
				t.Errorf("the token %d is outside of the index", *token)
			}
		}
	}
}
