// Command verifylog checks an exported log offline, trusting nobody who runs Anjie. It needs the file and nothing else: it uses the
// standard library only, opens no connection, and shares no code with what wrote the log. It is the second implementation of the
// hash chain, written from its description below.
//
//	anjie events --export log.jsonl     where Anjie runs
//	verifylog log.jsonl                 anywhere; without a file, or with -, it reads its standard input
//
// Flags: --lang zh-CN|en is the language of the answer (environment ANJIE_LANG; Chinese by default). --streams PREFIX follows the chains
// of the streams whose name begins so, and leaves the others out of the memory; everything else is checked over the whole log all the same.
// --first N also prints the digest of the first N events. --success-rate WINDOW also counts the success rate, see below.
//
// Exit status: 0 the log is whole, 1 it is not, 2 it could not be read or the command line is wrong.
//
// # The file
//
// JSON Lines in UTF-8. Each line is an event, in the order of the log:
//
//	{"stream":"…","revision":0,"id":"<UUID>","type":"…","position":"…","data":"<base64>","metadata":"<base64>"}
//
// Data and metadata are the stored bytes. A position is "commit", or "commit/prepare" where they differ; it grows, not always by one.
// The last line is the end, and a file without it was cut:
//
//	{"end":true,"events":<how many>,"position":"<of the last event, 0 without any>","digest":"sha256:<hex>"}
//
// Members that are not named here are passed over. The digest may be missing.
//
// # What is checked
//
//   - Each stream: revisions 0, 1, 2 … without a hole, and in each event's metadata, a JSON object, the member prev: the hash of the event
//     before it, "sha256:" and 64 zeros in the first. The hash of an event is
//     "sha256:" + hex(SHA-256("anjie event v1\n" ‖ L(stream) ‖ L(revision) ‖ L(id) ‖ L(type) ‖ L(data) ‖ L(metadata))), where L(x) is the
//     length of x as 8 bytes big-endian, then x; the revision is 8 bytes big-endian, the id its 16 bytes, the rest the bytes themselves.
//   - The whole log: no event id twice, positions strictly growing, and the end: as many events, the last position, the digest.
//
// For each stream the first broken place is told with its line; what follows in that stream is not judged, for it hangs on what broke.
// A changed event shows at the next event of its stream, whose prev no longer fits.
//
// # The digest
//
// D(0) is 32 zero bytes, D(n) = SHA-256("anjie log v1\n" ‖ D(n-1) ‖ H(n)), where H(n) are the 32 bytes of the hash of the n-th event in
// the order of the log. Two parties whose logs have the same digest at the same number of events have the same events in the same order.
// It is printed in groups of four too, to be read out by telephone. Positions are not in it: a log that moves to another store keeps it.
//
// # What is not proved
//
// The file vouches for itself only up to its edges. Whoever can rewrite the log and the file can take away or change the newest events
// of a stream, or a whole stream, count again and write a new end: every chain still holds. Only what was put down elsewhere before
// shows that: a digest with its number of events, on paper or with somebody else. Until Anjie has a notary that hands out signed
// checkpoints, keep the digest of each audit with its number of events N, and compare: at the next one, --first N must give it again.
// Without such a digest the newest event of each stream is protected by nothing but the digest of the end line. Nor is it proved that an event was true when it was written,
// or that all that happened was registered. System events (streams or types that begin with $) are not part of an export.
//
// # The success rate
//
// --success-rate 2012 (or 2012-03, 2012-Q1, 2012-01-01..2012-06-30) counts 调处成功率 from the events alone, so that an auditor need not
// believe the program that published it; --unit CODE counts what a unit and those below it registered, --as-of POSITION leaves out what
// stands behind a position. It is success / (success + failure) of the disputes that ended in the window:
//
//   - A stream dispute-<id> is a dispute from its dispute-registered-v1 on, which names the registering unit.
//   - dispute-concluded-v1 and dispute-refused-v1 end it with their outcome at occurredAt, dispute-withdrawn-v1 with its reason at
//     withdrawnAt. The day is that of Beijing, at which the end is claimed to have happened, however late it was recorded. Of several ends the last counts.
//   - dispute-reopened-v1 takes the end back. dispute-merged-v1 takes the dispute out of the count until dispute-unmerged-v1, dispute-voided-v1 for good.
//   - R11, R12 and R13 are successes, R21, R22 and R23 failures; R14, R31–R34, R41–R45, R51 and R52 are neither.
//   - --settlement-as-success counts R32, parties that settle by themselves 自行和解, as a success, as some local rules have it. The answer
//     says so in its title.
//
// An event that does not say this, and what follows in its stream, is not counted, and how many there were is told. Percent are rounded half up
// to two decimals, but less than the whole is never 100.00%, and more than nothing never 0.00%. A log that is not whole gives no figure.
//
// # Cost
//
// One pass, some 25,000 events of 2 KB a second on one slow core. Memory is about 200 bytes for each stream, 200 more for each dispute when the success rate is counted, and for each event its id: 16 bytes in a table, some 30 with the table's own
// needs, so 300 MB for ten million events. A line may have 64 MiB.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
)

func main() {
	os.Exit(run(os.Args[1:], os.Getenv("ANJIE_LANG"), os.Stdin, os.Stdout, os.Stderr))
}

// The exit statuses.
const (
	whole    = 0
	broken   = 1
	unusable = 2
)

func run(args []string, locale string, in io.Reader, out, problems io.Writer) int {
	l := language(args, locale)
	complain := func(t text, args ...any) int {
		_, _ = fmt.Fprintln(problems, t.in(l, args...)) // nobody is left to tell
		return unusable
	}
	flags := flag.NewFlagSet("verifylog", flag.ContinueOnError)
	flags.SetOutput(problems)
	flags.Usage = func() {
		_, _ = fmt.Fprintln(problems, usage.in(l))
		flags.PrintDefaults()
	}
	flags.String("lang", string(zh), usageLang.in(l)) // read by language, before there are flags
	prefix := flags.String("streams", "", usageStreams.in(l))
	first := flags.Uint64("first", 0, usageFirst.in(l))
	window := flags.String("success-rate", "", usageRate.in(l))
	unit := flags.String("unit", "", usageUnit.in(l))
	asOf := flags.String("as-of", "", usageAsOf.in(l))
	settlements := flags.Bool("settlement-as-success", false, usageSettlement.in(l))
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return whole
		}
		return unusable
	}
	if flags.NArg() > 1 {
		return complain(oneFile)
	}
	wanted, ok := asked(*window, *unit, *asOf)
	if !ok || wanted == nil && *settlements {
		return complain(badQuestion)
	}
	if wanted != nil {
		wanted.settlements = *settlements
	}
	c := newChecker(*prefix, *first)
	c.rate = wanted
	name := flags.Arg(0)
	if name != "" && name != "-" {
		f, err := os.Open(name) //nolint:gosec // G304: the file that the caller names, with the caller's rights
		if err != nil {
			return complain(unreadable, err)
		}
		defer f.Close() //nolint:errcheck // only read
		in = f
	}
	if err := c.read(in); err != nil {
		return complain(unreadable, err)
	}
	if _, err := io.WriteString(out, c.report(l)); err != nil {
		return complain(unwritten, err)
	}
	if c.broken() {
		return broken
	}
	return whole
}

// asked is the figure that somebody wants, nil for none. It is not ok when the flags make no sense.
func asked(window, unit, asOf string) (*rate, bool) {
	if window == "" {
		return nil, unit == "" && asOf == ""
	}
	var until *position
	if asOf != "" {
		p, ok := parsePosition(asOf)
		if !ok {
			return nil, false
		}
		until = &p
	}
	r := newRate(window, unit, until)
	return r, r != nil
}

// language reads --lang and ANJIE_LANG before the flags, whose help is in that language too.
func language(args []string, locale string) lang {
	for i, a := range args {
		name, value, joined := strings.Cut(strings.TrimLeft(a, "-"), "=")
		if name != "lang" || !strings.HasPrefix(a, "-") {
			continue
		}
		if !joined && i+1 < len(args) {
			value = args[i+1]
		}
		locale = value
	}
	if strings.HasPrefix(strings.ToLower(locale), "en") {
		return en
	}
	return zh
}
