package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"anjie.internal/services/cmd/internal/say"
	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/identity"
	"anjie.internal/services/statistics/figure"
)

// What the demonstration says of personal data.
var (
	demoShown   = text{"   名单中的 %s 在封存之内：有权的人员看得到", "   %s of the list is inside the boxes: whoever may see it does"}
	demoSame    = text{"   与先前逐字相同：%s；四种口径、全部结果、各机构各月登记数、案件清单摘要", "   word for word as before: %s; four definitions, all outcomes, registrations by unit and month, digests of the cases"}
	demoNowhere = text{"   按姓名已查不到这件案件", "   the case is not found by the name any more"}

	errDemoNoCase  = text{"没有可供演示删除的调解成功案件。", "there is no success to demonstrate the erasure with"}
	errDemoStill   = text{"个人信息已删除，按姓名却仍能查到案件 %s。", "the personal data is erased, and case %s is still found by the name"}
	errDemoChanged = text{"删除个人信息改变了统计：\n先前\n%s现在\n%s", "the erasure has changed figures:\nbefore\n%snow\n%s"}
	errDemoInside  = text{"封存之内除已删除的以外应有姓名 %d 个、号码 %d 个，扫描所见为 %v。", "but for those that were erased, %d names and %d numbers should be inside of the boxes; the scan tells %v"}
	errDemoSilent  = text{"%s 中什么也没有：扫描不说明什么。", "there is nothing in %s: the scan shows nothing"}
)

// saidLog is where the demonstration keeps what its commands say, but for those that show a person to whoever may see him.
const saidLog = "commands.log"

var (
	// success is how the page of a case that counts as a success names its outcome.
	success = regexp.MustCompile(`\b(` + strings.Join(figure.OutcomesOf(figure.Success), "|") + `)\b`)
	// standing tells where in the log an answer holds. Relays and jobs may write on while nothing that counts happens.
	standing = regexp.MustCompile(`(位置|position) \d+`)
)

// erase destroys the personal data of a case that counts as a success, and sees that no figure changes.
func (d *demonstration) erase(ctx context.Context) error {
	subject, name, err := d.eraseWhom(ctx)
	if err != nil {
		return err
	}
	if d.figures, err = d.allFigures(ctx); err != nil {
		return err
	}
	if _, err := d.does(ctx, identity.RoleAdministrator, "vault", "shred", "--subject", "dispute-"+subject, "--reason", "erasure.request", "--yes"); err != nil {
		return err
	}
	if name != "" {
		switch found, err := d.sees(ctx, "dispute", "search", name, "--purpose", "P02"); {
		case err != nil:
			return err
		case strings.Contains(found, subject):
			return say.Fault(fault.Internal, "demo-still-found", errDemoStill, subject)
		}
		d.p.tell(demoNowhere)
	}
	return d.unchanged(ctx)
}

// eraseWhom finds a success, and with a list one of somebody who is on it, and shows that the name is in it.
func (d *demonstration) eraseWhom(ctx context.Context) (subject, name string, err error) {
	if d.c.Canaries == "" {
		said, err := d.does(ctx, identity.RoleStatistician, "figure", "success-rate", "--window", d.c.Window, "--cases", "success", "--page-size", "1")
		if subject = caseID.FindString(said); err == nil && subject == "" {
			err = say.Fault(fault.Internal, "demo-no-case", errDemoNoCase)
		}
		return subject, "", err
	}
	texts, err := readTexts(d.c.Canaries)
	if err != nil {
		return "", "", fmt.Errorf("read the list: %w", err)
	}
	for _, name := range texts {
		found, err := d.sees(ctx, "dispute", "search", name, "--purpose", "P02")
		if err != nil {
			return "", "", err
		}
		if subject = caseID.FindString(found); subject == "" {
			continue
		}
		page, err := d.sees(ctx, "dispute", "show", subject)
		if err != nil {
			return "", "", err
		}
		if success.MatchString(page) && strings.Contains(page, name) {
			d.p.tell(demoShown, name)
			d.gone, _ = people(texts, func(i int) bool { return strings.Contains(page, texts[i]) }) // numbers are masked there
			return subject, name, nil
		}
	}
	return "", "", say.Fault(fault.Internal, "demo-no-case", errDemoNoCase)
}

// sees runs a command that shows a person by right, and keeps what it says out of the files that are looked through.
func (d *demonstration) sees(ctx context.Context, args ...string) (string, error) {
	d.p.printf("   $ anjie %s\n", strings.Join(args, " "))
	return d.runs(ctx, identity.RoleClerk, nil, args...)
}

// asks runs a command whose answer is too long to be shown.
func (d *demonstration) asks(ctx context.Context, as string, args ...string) (string, error) {
	return d.runs(ctx, as, []io.Writer{d.said}, args...)
}

// allFigures is every figure that there is, but for where in the log it holds and what took how long.
func (d *demonstration) allFigures(ctx context.Context) (string, error) {
	rate, err := d.asks(ctx, identity.RoleStatistician, "figure", "success-rate", "--window", d.c.Window)
	if err != nil {
		return "", err
	}
	count, err := d.asks(ctx, identity.RoleStatistician, "count")
	if err != nil {
		return "", err
	}
	recomputed, err := d.asks(ctx, identity.RoleAuditor, "figure", "recompute", "success-rate", "--window", d.c.Window)
	if err != nil {
		return "", err
	}
	var all strings.Builder
	all.WriteString(rate + count)
	for l := range strings.Lines(recomputed) {
		if strings.Contains(l, "sha256:") || strings.Contains(l, "%") { // the others tell progress and times
			all.WriteString(l)
		}
	}
	return standing.ReplaceAllString(all.String(), "$1"), nil
}

// unchanged wants every figure to be what it was before the erasure.
func (d *demonstration) unchanged(ctx context.Context) error {
	now, err := d.allFigures(ctx)
	if err != nil {
		return err
	}
	if now != d.figures {
		return say.Fault(fault.Internal, "demo-changed", errDemoChanged, d.figures, now)
	}
	d.p.tell(demoSame, line(now))
	return nil
}

// scan looks for the texts of the list in everything that the demonstration has left behind. Inside of the boxes are all but those of the
// case that was erased, where each name was planted with a number.
func (d *demonstration) scan(ctx context.Context) error {
	for _, name := range []string{childLog, saidLog, spansFile} {
		st, err := os.Stat(filepath.Join(d.c.Dir, name))
		if err != nil {
			return fmt.Errorf("look for what was told: %w", err)
		}
		if st.Size() == 0 {
			return say.Fault(fault.Internal, "demo-silent", errDemoSilent, name)
		}
	}
	texts, err := readTexts(d.c.Canaries)
	if err != nil {
		return fmt.Errorf("read the list: %w", err)
	}
	said, err := d.does(ctx, identity.RoleAdministrator, "vault", "scan", "--canaries", d.c.Canaries)
	if err != nil {
		return err
	}
	n := d.p.numbersIn(scanInside, said) // events, names, numbers, events that do not open
	names, numbers := people(texts, func(int) bool { return true })
	if names, numbers = names-d.gone, numbers-d.gone; len(n) != 4 || n[1] != names || n[2] != numbers {
		return say.Fault(fault.Internal, "demo-inside", errDemoInside, names, numbers, n)
	}
	return nil
}

// numbersIn are the numbers with which a message was told.
func (p *program) numbersIn(t text, said string) []int {
	form := regexp.MustCompile(strings.ReplaceAll(regexp.QuoteMeta(p.say(t)), "%d", `(\d+)`))
	var numbers []int
	for _, m := range form.FindStringSubmatch(said) {
		if n, err := strconv.Atoi(m); err == nil {
			numbers = append(numbers, n)
		}
	}
	return numbers
}
