package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"syscall"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/internal/fault"
)

// TestWhatPeopleSeeOfAnError: one line, a sentence in their language, and always the code.
func TestWhatPeopleSeeOfAnError(t *testing.T) {
	for name, row := range map[string]struct {
		err    error
		zh, en string
	}{
		"a fault with a field": {
			fmt.Errorf("register: %w", dispute.ErrUnknownCategory.On("category")),
			"category：" + dispute.ErrUnknownCategory.Zh + "[unknown-category]", "category: " + dispute.ErrUnknownCategory.En + " [unknown-category]",
		},
		"a fault over several lines": {
			fault.New(fault.Internal, "broken", "坏了：\n  详情。", "broken:\n  detail"), "坏了： 详情。[broken]", "broken: detail [broken]",
		},
		"an interrupt":     {fmt.Errorf("start: %w", context.Canceled), "已中断。[interrupted]", "interrupted [interrupted]"},
		"a call's refusal": {status.Error(codes.Unavailable, "x"), "服务暂时不可用，请稍后重试。[unavailable]", "The service is not available; try again later. [unavailable]"},
		"a path":           {&fs.PathError{Op: "open", Path: "/x", Err: syscall.EROFS}, "无法使用 /x：read-only file system。[path-unusable]", "/x cannot be used: read-only file system [path-unusable]"},
		"anything else":    {errors.Join(errors.New("one"), errors.New("two")), "one two[internal]", "one two [internal]"},
		"another process":  {fmt.Errorf("start: %w", told("端口已被占用。[port-taken]\n")), "端口已被占用。[port-taken]", "端口已被占用。[port-taken]"},
	} {
		for l, want := range map[lang]string{zh: row.zh, en: row.en} {
			p := &program{lang: l}
			if got := p.refusal(row.err); got != want {
				t.Errorf("%s: %q, want %q", name, got, want)
			}
		}
	}
	p := &program{}
	if got := p.explain(context.Canceled); got != "已中断。" {
		t.Errorf("inside of another sentence: %q", got)
	}
}

// TestWhyItCannotListen: the address alone would leave people guessing.
func TestWhyItCannotListen(t *testing.T) {
	for addr, why := range map[string]string{
		"192.0.2.1:0":            "cannot assign requested address",
		"no.such.host.invalid:0": "no.such.host.invalid",
		"127.0.0.1":              "missing port in address",
		"127.0.0.1:none":         "none",
	} {
		ln, err := listen(t.Context(), nameIntake, addr)
		if err == nil {
			_ = ln.Close()
			t.Errorf("it listens on %s", addr)
			continue
		}
		p := &program{}
		said := p.refusal(err)
		contains(t, strings.Replace(said, "在 "+addr, "", 1), "受理服务无法", why, "[cannot-listen]")
	}
}

// TestWithoutAnAddressNothingStarts: an empty flag was a panic once, of `anjie all` and of a single service; only metrics may have none.
func TestWithoutAnAddressNothingStarts(t *testing.T) {
	h := person{t: t, dir: t.TempDir()}
	for _, port := range []string{"eventstore", "intake", "mediation", "statistics"} {
		contains(t, h.fails(everything("--"+port+"-listen", "", "--metrics-listen", "")...), "[no-address]")
	}
	contains(t, h.fails("eventstore", "--listen", ""), "[no-address]", nameEventstore[0])
	var l ports
	defer l.release()
	if ln, err := l.takeForMetrics(t.Context(), ""); ln != nil || err != nil {
		t.Errorf("metrics that nobody wants: %v, %v", ln, err)
	}
}

func TestARepetitionNamesItsDispute(t *testing.T) {
	t.Parallel()
	var out, errs bytes.Buffer
	p := &program{in: strings.NewReader(""), out: &out, err: &errs, environ: map[string]string{}, now: time.Now}
	err := p.run(t.Context(), []string{"dispute", "register", "--data", t.TempDir(), "--command-id", "01a205f9-f4fe-77e9-aaba-ee4ed4d0f0ff"})
	if f := fault.As(err); f == nil || f.Code != "retry-without-id" {
		t.Errorf("a command id without its dispute: %v", err)
	}
}
