// Command bench measures Anjie beside the code it has to stand comparison with.
//
// Every figure is taken together with its baseline in one run: rounds are interleaved (ours, baseline, ours, …), the median of
// the rounds counts, PostgreSQL is private and durable (fsync on), events have 600 bytes, and both sides live in this process
// on the same cores. One line each is printed:
//
//	bench <name> ours=<n><unit> baseline=<n><unit> (<what it is>) ratio=<r> goal=<g> ok|below
//
// A figure that is told and not judged ends in goal=none.
//
// For rates the ratio is ours/baseline; for latencies and memory it is baseline/ours, so that more is always better.
//
// Where things are: harness.go runs rounds and prints; the files named baseline_*.go hold what is compared against, written
// the way a good engineer writes it by hand; the other files hold one figure each, with what bounds it.
package main
