package intake_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"anjie.internal/services/intake"
	"anjie.internal/services/intake/profile"
	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/internal/identity"
	"anjie.internal/services/internal/rpc"
	"anjie.internal/services/internal/unit"
)

const searchCity = "320200000000"

// cityProfile is a small profile: justice bureaus everywhere, labour in the district, one rule each for wages and for the rest of
// what is not A17, which nobody handles.
func cityProfile() *profile.Profile {
	return &profile.Profile{
		City: searchCity, EffectiveFrom: calendar.On(2012, time.January, 1),
		Units: []profile.Unit{
			{Code: searchCity, Name: "无锡市"},
			{Code: searchDistrict, Name: "锡山区"},
			{Code: searchTown, Name: "东亭街道"},
			{Code: searchVillage, Name: "春风社区"},
			{Code: searchOtherTown, Name: "鹅湖镇"},
		},
		Departments: []profile.Department{
			{Code: "justice", Name: "司法局", At: []string{"city", "county"}},
			{Code: "labour", Name: "人力资源和社会保障局", Units: []unit.Code{searchDistrict}},
		},
		Posts:      []profile.Post{{Unit: searchVillage, Code: "window", Name: "综合受理窗口", A: "clerk-a", B: "clerk-b"}},
		Categories: []profile.Category{{Code: "A05.01", Name: "民间借贷纠纷"}},
		Limits: []profile.LimitRule{
			{ID: "accept", Kind: profile.Accept, Clock: profile.Workdays, Amount: 3, Source: "地方规定"},
			{ID: "handle", Kind: profile.Handle, Clock: profile.Workdays, Amount: 10, Source: "地方规定"},
			{ID: "handle-wages", Kind: profile.Handle, Categories: []string{"A10"}, Clock: profile.Days, Amount: 5, Source: "地方规定"},
			{ID: "urgent", Kind: profile.Urgent, Clock: profile.Workdays, Amount: 3, Source: "地方规定"},
			{ID: "object", Kind: profile.Object, Clock: profile.Workdays, Amount: 5, Source: "《信访工作条例》第23条第3款"},
		},
		Routes: []profile.Route{
			{ID: "wages", Name: "拖欠工资", Priority: 50, Categories: []string{"A10"}, Lead: profile.Place{Department: "labour"}, Assisting: []profile.Place{{Department: "justice"}}, Limit: "handle-wages"},
			{ID: "neighbours", Name: "邻里纠纷", Priority: 60, Categories: []string{"A02"}, Lead: profile.Place{}, Assisting: []profile.Place{{Department: "justice"}}},
		},
	}
}

// as is a person with any token.
func (d *desk) as(a identity.Actor) person {
	d.t.Helper()
	token, err := d.issuer.Mint(a, 24*365*time.Hour)
	d.must(err)
	cc, err := rpc.Dial(d.addr, rpc.ClientConfig{Token: rpc.StaticToken(token), Timeout: 20 * time.Second})
	d.must(err)
	d.t.Cleanup(func() {
		if err := cc.Close(); err != nil {
			d.t.Error(err)
		}
	})
	return person{intakev1.NewIntakeServiceClient(cc), intakev1.NewDisputeServiceClient(cc), intakev1.NewSearchServiceClient(cc)}
}

// liaison answers for a department of a unit.
func (d *desk) liaison(unit, department string) person {
	d.t.Helper()
	return d.as(identity.Actor{ID: "liaison-" + department, Unit: unit, Department: department, Roles: []string{identity.RoleLiaison}})
}

func (d *desk) dispatcher(unit string) person { return d.person(unit, identity.RoleDispatcher) }

// openCentre is a desk in a city with a profile.
func openCentre(t testing.TB) *desk {
	t.Helper()
	d := openDesk(t)
	d.publish(intake.ProfileMessage(cityProfile()), 0)
	return d
}

type reply interface {
	proto.Message
	GetReceipt() *intakev1.Receipt
}

type method[Q proto.Message, R reply] func(context.Context, Q, ...grpc.CallOption) (R, error)

// filled gives a request a command id and, when it names none, a dispute.
func filled[Q proto.Message](t testing.TB, req Q, dispute string) Q {
	t.Helper()
	m := req.ProtoReflect()
	set := func(name protoreflect.Name, value string) {
		f := m.Descriptor().Fields().ByName(name)
		if m.Get(f).String() == "" {
			m.Set(f, protoreflect.ValueOfString(value))
		}
	}
	set("command_id", newID(t))
	set("dispute_id", dispute)
	return req
}

// does sends a command that must succeed, and sends it again: the repetition gives the same answer and is no second step.
func does[Q proto.Message, R reply](d *desk, call method[Q, R], dispute string, req Q) R {
	d.t.Helper()
	req = filled(d.t, req, dispute)
	resp, err := call(d.t.Context(), req)
	if err != nil {
		d.t.Fatalf("%s: %v", req.ProtoReflect().Descriptor().Name(), rpc.Fault(err))
	}
	d.forward(time.Minute)
	again, err := call(d.t.Context(), req)
	d.must(err)
	want := proto.CloneOf(resp.GetReceipt())
	want.Repeated = true
	if !proto.Equal(want, again.GetReceipt()) {
		d.t.Fatalf("%s repeated: %v, want %v", req.ProtoReflect().Descriptor().Name(), again.GetReceipt(), want)
	}
	other := proto.CloneOf(req)
	other.ProtoReflect().Set(other.ProtoReflect().Descriptor().Fields().ByName("late_reason"), protoreflect.ValueOfString("L99"))
	if _, err := call(d.t.Context(), other); code(err) != "command-id-reused" {
		d.t.Fatalf("%s with the id of another: %v", req.ProtoReflect().Descriptor().Name(), err)
	}
	d.forward(time.Minute)
	return resp
}

// refuses sends a command that must be refused.
func refuses[Q proto.Message, R reply](d *desk, call method[Q, R], dispute string, req Q, want string) {
	d.t.Helper()
	_, err := call(d.t.Context(), filled(d.t, req, dispute))
	f := rpc.Fault(err)
	if f == nil {
		d.t.Fatalf("%s: %v, want %s", req.ProtoReflect().Descriptor().Name(), err, want)
	}
	got := f.Code
	if f.Field != "" {
		got += "@" + f.Field
	}
	if got != want {
		d.t.Fatalf("%s: %s (%s), want %s", req.ProtoReflect().Descriptor().Name(), got, f.En, want)
	}
}

func code(err error) string {
	if f := rpc.Fault(err); f != nil {
		return f.Code
	}
	return fmt.Sprint(err)
}

// shows reads a dispute.
func (d *desk) shows(p person, dispute string) *intakev1.GetDisputeResponse {
	d.t.Helper()
	resp, err := p.GetDispute(d.t.Context(), &intakev1.GetDisputeRequest{DisputeId: dispute})
	d.must(err)
	return resp
}
