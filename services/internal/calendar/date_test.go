package calendar_test

import (
	"encoding/json"
	"testing"
	"time"
	_ "time/tzdata" // the independent copy that the embedded zone is compared with

	"anjie.internal/services/internal/calendar"
)

func TestBeijingHadSummerTimeFrom1986To1991(t *testing.T) {
	t.Parallel()
	// First and last day of summer time, which began and ended at 2 o'clock; and one hour before and after.
	for year, days := range map[int][2]string{
		1986: {"1986-05-04", "1986-09-14"}, 1987: {"1987-04-12", "1987-09-13"}, 1988: {"1988-04-17", "1988-09-11"},
		1989: {"1989-04-16", "1989-09-17"}, 1990: {"1990-04-15", "1990-09-16"}, 1991: {"1991-04-14", "1991-09-15"},
	} {
		begin, end := date(t, days[0]), date(t, days[1])
		for _, v := range []struct {
			day    calendar.Date
			offset time.Duration
		}{{begin, 8 * time.Hour}, {begin.Plus(1), 9 * time.Hour}, {end, 9 * time.Hour}, {end.Plus(1), 8 * time.Hour}} {
			_, sec := v.day.Start().Zone()
			if got := time.Duration(sec) * time.Second; got != v.offset {
				t.Errorf("%d: %s begins at UTC+%s, want +%s", year, v.day, got, v.offset)
			}
			if calendar.DateOf(v.day.Start()) != v.day || calendar.DateOf(v.day.Start().Add(-time.Nanosecond)) != v.day.Plus(-1) {
				t.Errorf("%s does not begin at %s", v.day, v.day.Start())
			}
		}
		// The day on which the clocks go forward has 23 hours, the day on which they go back 25.
		if got := begin.Plus(1).Start().Sub(begin.Start()); got != 23*time.Hour {
			t.Errorf("%s has %s", begin, got)
		}
		if got := end.Plus(1).Start().Sub(end.Start()); got != 25*time.Hour {
			t.Errorf("%s has %s", end, got)
		}
	}
	for _, year := range []int{1985, 1992, 2000, 2026} {
		_, sec := calendar.On(year, time.July, 1).Start().Zone()
		if sec != 8*3600 {
			t.Errorf("%d: UTC+%d s in July", year, sec)
		}
	}
}

func TestEmbeddedZoneIsTheOneOfTheTzDatabase(t *testing.T) {
	t.Parallel()
	want, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		t.Fatal(err)
	}
	for at := time.Date(1949, 1, 1, 0, 0, 0, 0, time.UTC); at.Year() < 2040; at = at.Add(7 * time.Hour) {
		_, a := at.In(want).Zone()
		_, b := at.In(calendar.Shanghai()).Zone()
		if a != b {
			t.Fatalf("%s: offset %d, the tz database says %d", at, b, a)
		}
	}
}

func TestDaysDoNotDependOnTheMachinesZone(t *testing.T) {
	machine := time.Local
	t.Cleanup(func() { time.Local = machine })
	c := official(t)
	for _, name := range []string{"UTC", "America/New_York", "Asia/Shanghai", "Pacific/Kiritimati"} {
		loc, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		time.Local = loc
		for at, want := range map[string]string{
			"2026-02-13T15:59:59Z": "2026-02-13", // 23:59:59 in Beijing
			"2026-02-13T16:00:00Z": "2026-02-14",
			"2025-12-31T16:00:00Z": "2026-01-01", // the year turns in Beijing first
			"1988-07-01T15:00:00Z": "1988-07-02", // summer time: midnight is at 15:00 UTC
			"1988-12-01T15:00:00Z": "1988-12-01",
		} {
			instant, err := time.Parse(time.RFC3339, at)
			if err != nil {
				t.Fatal(err)
			}
			for _, moved := range []time.Time{instant, instant.Local(), instant.In(calendar.Shanghai())} {
				if got := calendar.DateOf(moved); got.String() != want {
					t.Errorf("with TZ=%s, %s is %s, want %s", name, at, got, want)
				}
			}
		}
		if got, err := c.AddWorkdays(calendar.On(2026, time.February, 13), 6); err != nil || got.String() != "2026-02-28" {
			t.Errorf("with TZ=%s: %s, %v", name, got, err)
		}
	}
}

func TestDateText(t *testing.T) {
	t.Parallel()
	type deadline struct {
		Due calendar.Date `json:"due"`
	}
	b, err := json.Marshal(deadline{calendar.On(2026, time.February, 28)})
	if err != nil || string(b) != `{"due":"2026-02-28"}` {
		t.Errorf("%s, %v", b, err)
	}
	var back deadline
	if err := json.Unmarshal(b, &back); err != nil || back.Due != calendar.On(2026, time.February, 28) {
		t.Errorf("%v, %v", back, err)
	}
	b, err = json.Marshal(deadline{})
	if err != nil || string(b) != `{"due":""}` {
		t.Errorf("no date: %s, %v", b, err)
	}
	if err := json.Unmarshal(b, &back); err != nil || !back.Due.IsZero() {
		t.Errorf("no date: %v, %v", back, err)
	}
	for _, s := range []string{"2026-02-30", "2026-2-3", "20260203", "2026-02-03T00:00:00Z", " 2026-02-03"} {
		if err := json.Unmarshal([]byte(`{"due":"`+s+`"}`), &back); err == nil {
			t.Errorf("%q was read as %s", s, back.Due)
		}
	}
}

func TestDateOrder(t *testing.T) {
	t.Parallel()
	a, b := calendar.On(2025, time.December, 31), calendar.On(2026, time.January, 1)
	if !a.Before(b) || !b.After(a) || a.After(b) || b.Before(a) || a.Compare(b) != -1 || b.Compare(a) != 1 || a.Compare(a) != 0 {
		t.Error("order")
	}
	if a.Plus(1) != b || b.Since(a) != 1 || a.Since(b) != -1 {
		t.Error("distance")
	}
	if b.Year() != 2026 || b.Month() != time.January || b.Day() != 1 || b.Weekday() != time.Thursday {
		t.Errorf("%d-%d-%d %s", b.Year(), b.Month(), b.Day(), b.Weekday())
	}
	if on := calendar.On(2026, time.February, 29); on.String() != "2026-03-01" {
		t.Errorf("normalised: %s", on)
	}
}
