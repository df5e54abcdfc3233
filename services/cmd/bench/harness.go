package main

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// sample is what one round of one side measured.
type sample struct {
	rate     float64 // operations per second
	p50, p99 time.Duration
}

// side is one of the two things compared. run measures for about d.
type side struct {
	what string
	run  func(ctx context.Context, d time.Duration) (sample, error)
}

// bench prints figures as they come and remembers whether one was below its goal.
type bench struct {
	out    io.Writer
	rounds int
	span   time.Duration
	below  int
}

// duel runs both sides in turns and returns the median of each. One unmeasured short round goes first: connections, plans
// and caches are warm on both sides.
func (b *bench) duel(ctx context.Context, ours, base side) (o, p sample, err error) {
	var os, ps []sample
	for i := range b.rounds + 1 {
		d := b.span
		if i == 0 {
			d = b.span / 4
		}
		for _, x := range []struct {
			s   side
			out *[]sample
		}{{ours, &os}, {base, &ps}} {
			runtime.GC() // the garbage of one side is not the other's time
			s, err := x.s.run(ctx, d)
			if err != nil {
				return o, p, fmt.Errorf("%s: %w", x.s.what, err)
			}
			if i > 0 {
				*x.out = append(*x.out, s)
			}
		}
	}
	return median(os), median(ps), nil
}

func median(s []sample) sample {
	pick := func(f func(sample) float64) float64 {
		v := make([]float64, len(s))
		for i := range s {
			v[i] = f(s[i])
		}
		slices.Sort(v)
		return v[len(v)/2]
	}
	return sample{
		rate: pick(func(s sample) float64 { return s.rate }),
		p50:  time.Duration(pick(func(s sample) float64 { return float64(s.p50) })),
		p99:  time.Duration(pick(func(s sample) float64 { return float64(s.p99) })),
	}
}

// noGoal marks a figure that is told and not judged.
const noGoal = 0

// rate prints a comparison of rates.
func (b *bench) rate(name string, ours, base float64, what string, goal float64) {
	b.line(name, fmt.Sprintf("%.0f/s", ours), fmt.Sprintf("%.0f/s", base), what, ours/base, goal)
}

// latency prints a comparison of durations; less is better, so the ratio is baseline/ours.
func (b *bench) latency(name string, ours, base time.Duration, what string, goal float64) {
	ms := func(d time.Duration) string { return fmt.Sprintf("%.2fms", float64(d)/float64(time.Millisecond)) }
	b.line(name, ms(ours), ms(base), what, float64(base)/float64(ours), goal)
}

func (b *bench) line(name, ours, base, what string, ratio, goal float64) {
	verdict := fmt.Sprintf("goal=%.2f ok", goal)
	switch {
	case goal == noGoal:
		verdict = "goal=none"
	case ratio < goal:
		verdict = fmt.Sprintf("goal=%.2f below", goal)
		b.below++
	}
	_, _ = fmt.Fprintf(b.out, "bench %-28s ours=%s baseline=%s (%s) ratio=%.2f %s\n", name, ours, base, what, ratio, verdict)
}

// load calls op from n goroutines for about d and returns rate and latencies. op gets the goroutine's number and how often it
// was called by it. The first error ends the round.
func load(ctx context.Context, n int, d time.Duration, op func(ctx context.Context, worker, i int) error) (sample, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var (
		wg   sync.WaitGroup
		stop atomic.Bool
		lat  = make([][]time.Duration, n)
	)
	start := time.Now()
	timer := time.AfterFunc(d, func() { stop.Store(true) })
	defer timer.Stop()
	for w := range n {
		wg.Go(func() {
			for i := 0; !stop.Load() && ctx.Err() == nil; i++ {
				t := time.Now()
				if err := op(ctx, w, i); err != nil {
					cancel(err)
					return
				}
				lat[w] = append(lat[w], time.Since(t))
			}
		})
	}
	wg.Wait()
	took := time.Since(start)
	if err := context.Cause(ctx); err != nil {
		return sample{}, err
	}
	all := slices.Concat(lat...)
	if len(all) == 0 {
		return sample{}, fmt.Errorf("no operation finished in %v", d)
	}
	slices.Sort(all)
	return sample{
		rate: float64(len(all)) / took.Seconds(),
		p50:  all[len(all)/2],
		p99:  all[len(all)*99/100],
	}, nil
}
