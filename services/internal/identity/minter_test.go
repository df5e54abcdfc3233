package identity_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"anjie.internal/services/internal/identity"
)

// TestAMinterKeepsATokenForHalfOfItsLife asks again and again, for one actor and for others that differ from it in one thing each.
func TestAMinterKeepsATokenForHalfOfItsLife(t *testing.T) {
	t.Parallel()
	k, now := newKey(t), start
	issuer, err := identity.NewIssuer(k, "", func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	m := identity.NewMinter(issuer, time.Hour)
	token := func(a identity.Actor) string {
		t.Helper()
		token, err := m.Token(a)
		if err != nil {
			t.Fatal(err)
		}
		got, err := verifier(k, func() time.Time { return now.Add(30 * time.Minute) }).Verify(t.Context(), token)
		if err != nil {
			t.Fatalf("half an hour later: %v", err)
		}
		if d := cmp.Diff(a, got); d != "" {
			t.Errorf("the token is somebody else's (-asked +got):\n%s", d)
		}
		return token
	}
	a := identity.Actor{ID: "u-1", Unit: "unit-9", Department: "justice", Roles: []string{"liaison", "clerk"}, OnBehalfOf: "u-2"}
	first := token(a)
	for _, other := range []identity.Actor{
		{ID: "u-3", Unit: "unit-9", Department: "justice", Roles: []string{"liaison", "clerk"}, OnBehalfOf: "u-2"},
		{ID: "u-1", Unit: "unit-8", Department: "justice", Roles: []string{"liaison", "clerk"}, OnBehalfOf: "u-2"},
		{ID: "u-1", Unit: "unit-9", Department: "police", Roles: []string{"liaison", "clerk"}, OnBehalfOf: "u-2"},
		{ID: "u-1", Unit: "unit-9", Department: "justice", Roles: []string{"liaison"}, OnBehalfOf: "u-2"},
		{ID: "u-1", Unit: "unit-9", Department: "justice", Roles: []string{"liaison", "clerk"}},
	} {
		if token(other) == first {
			t.Errorf("%+v has the token of another", other)
		}
	}
	now = start.Add(29 * time.Minute)
	if token(a) != first {
		t.Error("it was minted anew before half of its life was over")
	}
	now = start.Add(31 * time.Minute)
	if token(a) == first {
		t.Error("it is still used after half of its life")
	}
}
