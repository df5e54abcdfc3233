// Command ledgergen writes a made-up year of the dispute ledger 台账 that a city's integrated-governance centres keep, for
// demonstrations, tests and measurements. Nothing in it happened and nobody in it lives: names, telephone numbers (which begin with
// 100, a prefix that no telephone has), stories and committees are drawn by lot.
//
//	ledgergen --profile deploy/profiles/wuxi-2012.yaml --year 2012 --seed 1 --out DIR
//
// writes DIR/ledger.xlsx, as a clerk would keep it, with the sheet 汇总 on which the ledger states its own totals, and DIR/m.yaml, the
// mapping with which `anjie import ledger` reads it. --csv writes DIR/ledger.csv too, its totals below the rows (--gb18030 in the
// encoding that Chinese spreadsheet programs prefer; UTF-8 with a byte order mark otherwise).
//
// # What is in a year
//
// By default 20,375 disputes that were concluded in the year by success or failure of mediation, 20,322 of them successfully; and, in
// proportion, those that must not count in the rate: withdrawn, settled by the parties themselves, refused by a party, terminated,
// partly agreed, handed to another route, not accepted, still open. The units are all that the profile names, some busier than
// others. Categories have plausible shares and seasons: wages before the Spring Festival, neighbours in summer, tourism in the golden
// weeks. Few come on days off, as the State Council's notices have them. Some were received at the end of the year before. Some parties
// come again, some disputes needed two proceedings, most one session, a few four. Towns have habits: how they write dates,
// amounts and numbers of people. Every dispute follows the order of the law: received, accepted or refused, dispatched, acknowledged,
// mediated, concluded; mediation is never recorded before it began nor after the conclusion.
//
// The same flags write the same bytes.
//
// # Canaries
//
// --canaries N gives N names and telephone numbers that stand nowhere else (金丝雀…), plants each with one party, so that they get into
// titles and stories as well, and lists them, one a line, in DIR/canaries.txt. Whoever finds one outside of a sealed box has found a leak.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

func main() {
	switch err := run(os.Args[1:], os.Stdout, os.Stderr); {
	case errors.Is(err, flag.ErrHelp):
	case err != nil:
		_, _ = fmt.Fprintln(os.Stderr, "ledgergen:", err)
		os.Exit(1)
	}
}

// options are the flags.
type options struct {
	profile, calendar, out string
	year                   int
	seed                   uint64
	successes, failures    int
	canaries               int
	csv, gb18030           bool
}

func run(args []string, out, errs io.Writer) error {
	var o options
	f := flag.NewFlagSet("ledgergen", flag.ContinueOnError)
	f.SetOutput(errs)
	f.StringVar(&o.profile, "profile", "deploy/profiles/wuxi-2012.yaml", "city profile: the units")
	f.StringVar(&o.calendar, "calendar", "services/internal/calendar/notices.txt", "notices on days off and make-up working days")
	f.StringVar(&o.out, "out", "", "folder to write into; made when it is missing")
	f.IntVar(&o.year, "year", 2012, "year of the ledger")
	f.Uint64Var(&o.seed, "seed", 1, "another seed, another year")
	f.IntVar(&o.successes, "successes", 20322, "disputes that were mediated successfully and concluded in the year")
	f.IntVar(&o.failures, "failures", 53, "disputes whose mediation failed and that were concluded in the year")
	f.IntVar(&o.canaries, "canaries", 0, "names that stand nowhere else, listed in canaries.txt")
	f.BoolVar(&o.csv, "csv", false, "write ledger.csv too")
	f.BoolVar(&o.gb18030, "gb18030", false, "write ledger.csv in GB18030")
	if err := f.Parse(args); err != nil {
		return err
	}
	switch {
	case f.NArg() > 0:
		return fmt.Errorf("what is %s? ledgergen takes only flags", strings.Join(f.Args(), " "))
	case o.out == "":
		return errors.New("--out is needed: the folder to write into")
	case o.successes < 1 || o.failures < 0 || o.canaries < 0:
		return errors.New("--successes is at least 1, --failures and --canaries are not negative")
	}
	return write(o, out)
}

// write makes the year and writes its files.
func write(o options, out io.Writer) error {
	p, err := readProfile(o.profile)
	if err != nil {
		return err
	}
	days, err := readDays(o.calendar)
	if err != nil {
		return err
	}
	y, err := makeYear(o, p, days)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(o.out, 0o755); err != nil { //nolint:gosec // G301: made-up data, for everybody
		return err
	}
	book, totals := y.sheet(), y.totals()
	files := map[string][]byte{"m.yaml": []byte(mapping(o.year))}
	if files["ledger.xlsx"], err = xlsxFile(book, totals, o.year); err != nil {
		return err
	}
	if o.csv || o.gb18030 {
		if files["ledger.csv"], err = csvFile(book, totals, o.gb18030); err != nil {
			return err
		}
	}
	if o.canaries > 0 {
		files["canaries.txt"] = []byte(strings.Join(y.people.canaries, "\n") + "\n")
	}
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(o.out, name), content, 0o644); err != nil { //nolint:gosec // G306: made-up data, for everybody
			return err
		}
	}
	_, err = fmt.Fprintf(out, "%s: %d rows, %d units; %d concluded by success or failure, %d of them successes (%s)\n",
		filepath.Join(o.out, "ledger.xlsx"), len(y.matters), len(p.units), totals.decided(), totals.success(), totals.rate())
	return err
}
