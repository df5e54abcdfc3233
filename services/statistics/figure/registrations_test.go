package figure_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"anjie.internal/services/statistics/figure"
)

func event(typ, unit, recorded string) [3]string {
	return [3]string{typ, fmt.Sprintf(`{"unit":%q}`, unit), fmt.Sprintf(`{"recordedAt":%q}`, recorded)}
}

func TestRegistrationsAreCountedByUnitAndBeijingMonth(t *testing.T) {
	const a, b = "320205101203", "320205101204"
	tests := map[string]struct {
		events [][3]string
		want   map[figure.Cell]figure.Count
	}{
		"nothing counts nothing": {},
		"what is not counted is passed over": {
			events: [][3]string{{"dispute-dispatched-v1", "{", "{"}},
		},
		"units apart": {
			events: [][3]string{
				event("dispute-registered-v1", a, "2026-11-02T00:00:00Z"), event("dispute-registered-v1", b, "2026-11-02T00:00:00Z"),
				event("dispute-registered-v1", a, "2026-11-03T00:00:00Z"),
			},
			want: map[figure.Cell]figure.Count{{a, "2026-11"}: {Registered: 2}, {b, "2026-11"}: {Registered: 1}},
		},
		"a month begins at midnight in Beijing": {
			events: [][3]string{
				event("dispute-registered-v1", a, "2026-11-30T15:59:59.999999Z"), event("dispute-registered-v1", a, "2026-11-30T16:00:00Z"),
			},
			want: map[figure.Cell]figure.Count{{a, "2026-11"}: {Registered: 1}, {a, "2026-12"}: {Registered: 1}},
		},
		"a withdrawal counts in its own month": {
			events: [][3]string{
				event("dispute-registered-v1", a, "2026-11-02T00:00:00Z"), event("dispute-withdrawn-v1", a, "2026-12-02T00:00:00Z"),
			},
			want: map[figure.Cell]figure.Count{{a, "2026-11"}: {Registered: 1}, {a, "2026-12"}: {Withdrawn: 1}},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			var r figure.Registrations
			for _, e := range test.events {
				if err := r.Add(e[0], []byte(e[1]), []byte(e[2])); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(test.want, r.Cells); diff != "" {
				t.Errorf("counts (-want +got):\n%s", diff)
			}
		})
	}
}

func TestWhatCannotBeCountedIsAnError(t *testing.T) {
	for name, e := range map[string][3]string{
		"no unit":     event("dispute-registered-v1", "", "2026-11-02T00:00:00Z"),
		"no time":     {"dispute-registered-v1", `{"unit":"320205101203"}`, `{}`},
		"broken data": {"dispute-withdrawn-v1", `{`, `{}`},
	} {
		var r figure.Registrations
		if err := r.Add(e[0], []byte(e[1]), []byte(e[2])); err == nil {
			t.Errorf("%s: counted", name)
		}
	}
}
