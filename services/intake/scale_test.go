package intake_test

import (
	"testing"
	"time"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	"google.golang.org/protobuf/types/known/timestamppb"

	"anjie.internal/services/intake"
)

// TestTheCitySaysWhatAGroupIs: the thresholds of the profile in force give the scale at every step that gives one.
func TestTheCitySaysWhatAGroupIs(t *testing.T) {
	t.Parallel()
	d := openDesk(t)
	clerk := d.clerk(searchVillage)
	of := func(people uint32) func(*intakev1.RegisterDisputeRequest) {
		return func(r *intakev1.RegisterDisputeRequest) { r.Involved = people }
	}
	scale := func(id, want string) {
		t.Helper()
		shown := d.shows(clerk, id).GetDispute()
		got := shown.GetRegistered().GetScale()
		if c := shown.GetClassified(); c != nil {
			got = c.GetScale()
		}
		if got != want {
			t.Errorf("the scale is %s, want %s", got, want)
		}
	}
	before := d.registers(clerk, of(7))
	scale(before, "02") // no profile at all: the default

	own := intake.ProfileMessage(cityProfile())
	own.Scale = &intakev1.ProfileScale{Group: 10, Major: 12}
	d.publish(own, 0)
	scale(before, "02") // what was recorded stays
	for people, want := range map[uint32]string{9: "01", 10: "02", 12: "03"} {
		scale(d.registers(clerk, of(people)), want)
	}
	corrected := d.registers(clerk, of(2))
	does(d, clerk.CorrectDispute, corrected, &intakev1.CorrectDisputeRequest{Reason: "K01", Involved: new(uint32(9))})
	scale(corrected, "01")
	does(d, clerk.CorrectDispute, corrected, &intakev1.CorrectDisputeRequest{Reason: "K01", Involved: new(uint32(11))})
	scale(corrected, "02")
	does(d, clerk.AcceptDispute, corrected, &intakev1.AcceptDisputeRequest{})
	does(d, clerk.ClassifyDispute, corrected, &intakev1.ClassifyDisputeRequest{Involved: 13, Complexity: "general"})
	scale(corrected, "03")

	// From tomorrow on others hold: for what is received then, and for what is classified then.
	early, late := d.registers(clerk, of(11)), d.registers(clerk, of(11))
	received := d.now()
	next := intake.ProfileMessage(cityProfile())
	next.EffectiveFrom, next.Scale = "2026-11-24", &intakev1.ProfileScale{Group: 20, Major: 30}
	d.publish(next, 1)
	scale(d.registers(clerk, of(12)), "03")
	d.forward(24 * time.Hour)
	clerk = d.clerk(searchVillage)
	scale(d.registers(clerk, of(12)), "01")
	scale(d.registers(clerk, func(r *intakev1.RegisterDisputeRequest) {
		r.Involved, r.ReceivedAt, r.LateReason = 12, timestamppb.New(received), "L03"
	}), "03")
	does(d, clerk.CorrectDispute, early, &intakev1.CorrectDisputeRequest{Reason: "K01", Involved: new(uint32(12))})
	scale(early, "03")
	does(d, clerk.AcceptDispute, late, &intakev1.AcceptDisputeRequest{})
	does(d, clerk.ClassifyDispute, late, &intakev1.ClassifyDisputeRequest{Involved: 12, Complexity: "general"})
	scale(late, "01")
}

func TestThresholdsOfAProfileFile(t *testing.T) {
	f := intake.ReadProfile([]byte("city: 3202\nscale: {group: 8, major: 20}\n"))
	if s := f.Profile.Scale; len(f.Unreadable) > 0 || s.Group != 8 || s.Major != 20 || f.Line("scale.major") != 2 {
		t.Errorf("read %+v, %v, line %d", s, f.Unreadable, f.Line("scale.major"))
	}
	back, err := intake.ProfileOf(intake.ProfileMessage(f.Profile), "profile")
	if err != nil || back.Scale != f.Profile.Scale {
		t.Errorf("through a message it is %+v, %v", back.Scale, err)
	}
	if f := intake.ReadProfile([]byte("city: 3202\nscale: {few: 8}\n")); len(f.Unreadable) != 1 || f.Unreadable[0].Code != "yaml-unknown-key" {
		t.Errorf("an unknown key: %v", f.Unreadable)
	}
}
