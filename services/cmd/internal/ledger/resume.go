package ledger

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/google/uuid"
)

// ResumeFile remembers before which entry of an import everything is done, so that going on does not send it all again. It may be
// lost: then everything is sent again, and the services know it.
type ResumeFile struct {
	Path   string
	Import uuid.UUID
}

type resumeContent struct {
	Import uuid.UUID `json:"import"`
	Before int       `json:"before"`
}

// Load returns the entry before which everything is done; 0 when nothing is known.
func (f ResumeFile) Load() int {
	b, err := os.ReadFile(f.Path)
	if err != nil {
		return 0
	}
	var c resumeContent
	if json.Unmarshal(b, &c) != nil || c.Import != f.Import || c.Before < 0 {
		return 0
	}
	return c.Before
}

// Save writes it.
func (f ResumeFile) Save(before int) error {
	b, err := json.Marshal(resumeContent{f.Import, before})
	if err != nil {
		return fmt.Errorf("encode the resume file: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(f.Path), 0o700); err != nil {
		return fmt.Errorf("write the resume file: %w", err)
	}
	tmp := f.Path + ".new"
	if err := os.WriteFile(tmp, b, 0o600); err != nil {
		return fmt.Errorf("write the resume file: %w", err)
	}
	if err := os.Rename(tmp, f.Path); err != nil {
		return fmt.Errorf("write the resume file: %w", err)
	}
	return nil
}

// Remove forgets it.
func (f ResumeFile) Remove() error {
	if err := os.Remove(f.Path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove the resume file: %w", err)
	}
	return nil
}
