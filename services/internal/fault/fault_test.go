package fault_test

import (
	"errors"
	"fmt"
	"io"
	"testing"

	"anjie.internal/services/internal/fault"
)

var notOpen = fault.New(fault.Refused, "dispute-not-open", "纠纷未处于办理状态。", "the dispute is not open")

func TestErrorSaysFieldCodeTextAndCause(t *testing.T) {
	t.Parallel()
	for _, v := range []struct {
		err  *fault.Error
		want string
	}{
		{notOpen, "dispute-not-open: the dispute is not open"},
		{notOpen.On("dispute_id"), "dispute_id: dispute-not-open: the dispute is not open"},
		{notOpen.Because(io.EOF), "dispute-not-open: the dispute is not open: EOF"},
		{notOpen.On("dispute_id").Because(io.EOF), "dispute_id: dispute-not-open: the dispute is not open: EOF"},
	} {
		if got := v.err.Error(); got != v.want {
			t.Errorf("%q, want %q", got, v.want)
		}
	}
}

func TestSharedRefusalsAreNotChanged(t *testing.T) {
	t.Parallel()
	with := notOpen.On("a").Because(io.EOF)
	if notOpen.Field != "" || errors.Unwrap(notOpen) != nil {
		t.Errorf("the shared refusal became %v", notOpen)
	}
	if again := with.On("b"); with.Field != "a" || again.Field != "b" || !errors.Is(again, io.EOF) {
		t.Errorf("%v, %v", with, again)
	}
	if with.Kind != notOpen.Kind || with.Code != notOpen.Code || with.Zh != notOpen.Zh || with.En != notOpen.En {
		t.Errorf("the copy says something else: %+v", with)
	}
}

func TestFaultsMatchByCode(t *testing.T) {
	t.Parallel()
	other := fault.New(fault.Refused, "dispute-unknown", "", "")
	wrapped := fmt.Errorf("withdraw: %w", notOpen.On("dispute_id").Because(io.EOF))
	if !errors.Is(wrapped, notOpen) || !errors.Is(wrapped, io.EOF) {
		t.Errorf("%v matches neither the refusal nor its cause", wrapped)
	}
	if errors.Is(wrapped, other) || errors.Is(notOpen, io.EOF) {
		t.Error("different errors match")
	}
	if !errors.Is(fault.New(fault.Internal, notOpen.Code, "", ""), notOpen) {
		t.Error("the code alone decides")
	}
}

func TestAsFindsTheOutermostFault(t *testing.T) {
	t.Parallel()
	inner := fault.New(fault.Internal, "inner", "", "")
	outer := notOpen.Because(inner)
	if got := fault.As(fmt.Errorf("handle: %w", outer)); got != outer {
		t.Errorf("found %v", got)
	}
	if got := fault.As(errors.Join(io.EOF, inner)); got != inner {
		t.Errorf("found %v in joined errors", got)
	}
	for _, err := range []error{nil, io.EOF} {
		if got := fault.As(err); got != nil {
			t.Errorf("found %v in %v", got, err)
		}
	}
}

func TestTextIsChineseUnlessEnglishIsAskedFor(t *testing.T) {
	t.Parallel()
	for lang, want := range map[string]string{"en": notOpen.En, "zh": notOpen.Zh, "zh-CN": notOpen.Zh, "": notOpen.Zh, "fr": notOpen.Zh} {
		if got := notOpen.Text(lang); got != want {
			t.Errorf("%q: %q", lang, got)
		}
	}
}
