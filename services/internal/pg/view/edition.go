package view

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"time"

	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/pg"
)

// ErrOutdated means that the view was made by a newer program: its definition has a higher Version than ours.
var ErrOutdated = fault.New(fault.Refused, "view-outdated",
	"该视图由更新版本的程序建立，本程序不能重建或更新它。", "the view was made by a newer version of the program; this one neither rebuilds nor updates it")

// errReplaced: the tables are of another definition now, so our Apply must not touch them. Look again whose they are.
var errReplaced = errors.New("the view was rebuilt to another definition")

// lookAgain is how often a program whose definition is outdated looks whether it still is.
const lookAgain = 500 * time.Millisecond

// edition names a definition: its version, and what tells it from others of that version. It is stored with the position.
func edition(d *Definition) string {
	sum := sha256.Sum256([]byte(d.Schema))
	return strconv.Itoa(d.Version) + ":" + hex.EncodeToString(sum[:])
}

// versionOf an edition; zero when it names none.
func versionOf(edition string) int {
	n, _, _ := strings.Cut(edition, ":")
	version, err := strconv.Atoi(n)
	if err != nil {
		return 0
	}
	return version
}

// may returns nil when the tables are ours to apply to, ErrOutdated when a newer program made them, and errReplaced when they are
// of another definition, which ours may replace.
func (v *View) may(s *state) error {
	switch {
	case s.definition == v.edition:
		return nil
	case versionOf(s.definition) > v.def.Version:
		return ErrOutdated
	}
	return errReplaced
}

// outdated reports whether a newer program made the tables. Tables that are gone are nobody's.
func (v *View) outdated(ctx context.Context, q pg.Querier) (bool, error) {
	s, err := loadState(ctx, q, v.live)
	if errors.Is(err, errNoState) || err == nil && !errors.Is(v.may(&s), ErrOutdated) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	var exists bool
	if err := q.QueryRow(ctx, schemaExists, v.live.schema).Scan(&exists); err != nil {
		return false, fmt.Errorf("look for schema %s: %w", v.live.schema, err)
	}
	return exists, nil
}

// standAside waits, without the lease, while a newer program made the tables: its replicas follow the log. It returns when there may
// be something to do, an error of the database included, which whoever tries to do it finds as well.
func (v *View) standAside(ctx context.Context) {
	for said := false; ; said = true {
		old, err := v.outdated(ctx, v.cfg.Pool)
		if err != nil || !old {
			return
		}
		if !said {
			v.log.WarnContext(ctx, "a newer version of the program keeps this view; standing aside", slog.Int("version", v.def.Version))
		}
		if pause(ctx, lookAgain) != nil {
			return
		}
	}
}
