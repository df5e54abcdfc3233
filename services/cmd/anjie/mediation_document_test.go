package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/uuid"

	"anjie.internal/services/internal/fault"
	"anjie.internal/services/mediation"
)

func TestAPaperIsForItsOwnerAndOverwritesNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "协议.docx")
	if err := os.WriteFile(path, []byte("old"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := writeDocument(path, []byte("new"), false); fault.As(err) == nil || fault.As(err).Code != "file-exists" {
		t.Fatalf("got %v", err)
	}
	if err := writeDocument(path, []byte("new"), true); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(path)
	if err != nil || string(got) != "new" {
		t.Fatalf("%q, %v", got, err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
}

func TestAProceedingIsNamedByItsDispute(t *testing.T) {
	const dispute = "01a205df-bcc1-77bd-a39d-aea8ec41fbc6"
	second := mediation.ProceedingID(uuid.MustParse(dispute), 2).String()
	for given, want := range map[string]string{dispute + "/2": second, second: second, "王一": "王一", dispute + "/x": dispute + "/x", "x/1": "x/1"} {
		if got := proceedingID(given); got != want {
			t.Errorf("%s: %s, want %s", given, got, want)
		}
	}
}
