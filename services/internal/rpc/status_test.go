package rpc_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/rpc"
)

func TestEveryKindGoesThereAndBack(t *testing.T) {
	seen := map[codes.Code]bool{}
	for kind := fault.Internal; kind <= fault.Unsupported; kind++ {
		there := fault.New(kind, fmt.Sprintf("code-%d", kind), "中文", "English").On("field")
		s := rpc.Status(there)
		if seen[s.Code()] || s.Code() == codes.OK || s.Code() == codes.Unknown {
			t.Errorf("kind %d becomes %s", kind, s.Code())
		}
		seen[s.Code()] = true
		back := rpc.Fault(fmt.Errorf("calling: %w", s.Err()))
		if back.Kind != kind {
			t.Errorf("kind %d comes back as %d", kind, back.Kind)
		}
		if kind != fault.Internal && (back.Code != there.Code || back.Zh != "中文" || back.En != "English" || back.Field != "field") {
			t.Errorf("kind %d: %+v", kind, back)
		}
		if bare := rpc.Fault(status.Error(s.Code(), "from a proxy")); bare.Kind != kind || bare.Zh == "" || bare.En == "" || bare.Code == "" || bare.Zh == "from a proxy" {
			t.Errorf("a bare %s: %+v", s.Code(), bare)
		}
	}
	if rpc.Fault(status.Error(codes.DataLoss, "")).Kind != fault.Internal || rpc.Fault(errors.New("x")).Kind != fault.Internal {
		t.Error("what nobody knows is not internal")
	}
	if rpc.Fault(nil) != nil || rpc.Status(nil).Code() != codes.OK {
		t.Error("nil is not nil")
	}
}

func TestErrorsOfThePlatformAreNoDefects(t *testing.T) {
	for err, want := range map[error]codes.Code{
		context.Canceled:         codes.Canceled,
		context.DeadlineExceeded: codes.DeadlineExceeded,
		es.ErrConflict:           codes.Aborted,
		es.ErrUnavailable:        codes.Unavailable,
		es.ErrUnknownOutcome:     codes.DeadlineExceeded,
		es.ErrExhausted:          codes.ResourceExhausted,
		es.ErrTooLarge:           codes.ResourceExhausted,
		es.ErrDeleted:            codes.Internal,
		status.Error(codes.Unimplemented, "method X not implemented"): codes.Unimplemented,
	} {
		if s := rpc.Status(fmt.Errorf("doing: %w", err)); s.Code() != want {
			t.Errorf("%v becomes %s", err, s.Code())
		}
	}
	if f := rpc.Fault(context.DeadlineExceeded); f.Kind != fault.Timeout {
		t.Error(f)
	}
}
