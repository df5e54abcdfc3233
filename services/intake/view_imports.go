package intake

import (
	"context"
	_ "embed"
	"fmt"
	"time"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/intake/ledgerimport"
	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/pg/view"
)

//go:embed view_imports.sql
var importsSchema string

// ImportsView knows the imports, and which disputes came with them and are void.
func ImportsView() (view.Definition, error) {
	imports, err := ImportCodec()
	if err != nil {
		return view.Definition{}, err
	}
	disputes, err := Codec()
	if err != nil {
		return view.Definition{}, err
	}
	return view.Definition{
		Name:   "imports",
		Schema: importsSchema,
		Tables: []view.Table{{Name: "import", OrderBy: "import"}, {Name: "dispute", OrderBy: "dispute"}},
		Filter: es.Filter{Types: []string{importStartedV1, importCompletedV1, importRevertedV1, importedV1, voidedV1}},
		Apply: func(ctx context.Context, tx pgx.Tx, batch []es.Record) error {
			f := importsFold{imports: imports, disputes: disputes}
			for _, rec := range batch {
				if err := f.add(rec); err != nil {
					return err
				}
			}
			return f.write(ctx, tx)
		},
	}, nil
}

// importsFold is what a batch does. Statements about imports are few and go out one by one; disputes come by the thousand and go out in
// columns. A dispute is void after it came, and an import ends after it started, so the order between the kinds does not matter.
type importsFold struct {
	imports  *es.Codec[ledgerimport.Event]
	disputes *es.Codec[dispute.Event]

	statements     []statement
	came, cameWith []uuid.UUID
	voided         []uuid.UUID
}

type statement struct {
	sql  string
	args []any
}

func (f *importsFold) add(rec es.Record) error {
	switch rec.Type {
	case importStartedV1, importCompletedV1, importRevertedV1:
		return f.addImport(rec)
	case importedV1, voidedV1:
		return f.addDispute(rec)
	}
	return nil // what this release does not know does not concern the view; a release that shows it rebuilds it
}

func (f *importsFold) addImport(rec es.Record) error {
	id, err := importOf(rec.Stream)
	if err != nil {
		return err
	}
	event, err := f.imports.Decode(rec.Type, rec.Data)
	if err != nil {
		return err
	}
	meta, err := es.ParseMeta(rec.Metadata)
	if err != nil {
		return err
	}
	do := func(sql string, args ...any) { f.statements = append(f.statements, statement{sql, args}) }
	switch e := event.(type) {
	case *ledgerimport.StartedV1:
		do(insertImport, id, stateOf(intakev1.ImportState_IMPORT_STATE_STARTED), string(e.Unit), e.File, e.Mapping, e.Edition, e.Sheet, e.Rows, e.LeftOut,
			e.Difference, meta.Actor, e.StartedAt)
	case *ledgerimport.CompletedV1:
		do(completeImport, id, stateOf(intakev1.ImportState_IMPORT_STATE_COMPLETED), e.CompletedAt)
	case *ledgerimport.RevertedV1:
		do(revertImport, id, stateOf(intakev1.ImportState_IMPORT_STATE_REVERTED), e.RevertedAt, e.Reason, meta.Actor, rec.ID)
	}
	return nil
}

func stateOf(s intakev1.ImportState) int16 { return int16(s) } //nolint:gosec // G115: an enum

func (f *importsFold) addDispute(rec es.Record) error {
	id, err := uuid.Parse(disputeOf(rec.Stream))
	if err != nil {
		return fmt.Errorf("stream %s: %w", rec.Stream, err)
	}
	event, err := f.disputes.Decode(rec.Type, rec.Data)
	if err != nil {
		return err
	}
	switch e := event.(type) {
	case *dispute.ImportedV1:
		with, err := uuid.Parse(e.Import)
		if err != nil {
			return fmt.Errorf("import of dispute %s: %w", id, err)
		}
		f.came, f.cameWith = append(f.came, id), append(f.cameWith, with)
	case *dispute.VoidedV1:
		f.voided = append(f.voided, id)
	default: // no other event passes the filter
	}
	return nil
}

const (
	insertImport = `
insert into import (import, state, unit, file, mapping, edition, sheet, rows, left_out, difference, revert_reason, actor, started_at, reverted_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, '', $11, $12, '') on conflict (import) do nothing`
	completeImport = `update import set state = $2, completed_at = $3 where import = $1`
	revertImport   = `update import set state = $2, reverted_at = $3, revert_reason = $4, reverted_by = $5, reverting = $6 where import = $1`
	insertCame     = `
insert into dispute (dispute, import, voided) select unnest($1::uuid[]), unnest($2::uuid[]), false on conflict (dispute) do nothing`
	markVoided = `update dispute set voided = true where dispute = any($1::uuid[])`
)

func (f *importsFold) write(ctx context.Context, tx pgx.Tx) error {
	if len(f.came) > 0 {
		f.statements = append(f.statements, statement{insertCame, []any{f.came, f.cameWith}})
	}
	if len(f.voided) > 0 {
		f.statements = append(f.statements, statement{markVoided, []any{f.voided}})
	}
	for _, s := range f.statements {
		if _, err := tx.Exec(ctx, s.sql, s.args...); err != nil {
			return fmt.Errorf("view of imports: %w", err)
		}
	}
	return nil
}

// importRow is a row of view_imports.import, with its disputes counted.
type importRow struct {
	Import       uuid.UUID
	State        int16
	Unit         string
	File         string
	Mapping      string
	Edition      int32
	Sheet        int32
	Rows         int32
	LeftOut      int32
	Difference   string
	RevertReason string
	Actor        string
	StartedAt    time.Time
	CompletedAt  *time.Time
	RevertedAt   *time.Time
	Disputes     int64
	Voided       int64
}
