package main

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/spf13/cobra"

	"anjie.internal/services/cmd/internal/say"
	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/es/esdb"
)

// eventsCommand reads the log itself, past all services: what an auditor does with any client of the event store.
func (p *program) eventsCommand() (*cobra.Command, error) {
	c, err := fromEnv[clientConfig](p)
	if err != nil {
		return nil, err
	}
	var store, after, stream, export string
	var follow, asJSON bool
	cmd := &cobra.Command{
		Use: "events", Short: p.say(helpEvents), Args: arguments(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			from, err := startOf(after)
			if err != nil {
				return err
			}
			return p.log(cmd.Context(), c.Data, store, func(ctx context.Context, s es.Store) error {
				if export != "" {
					return p.export(ctx, s, export, after, exportFlags{stream: stream, follow: follow, asJSON: asJSON})
				}
				return p.events(ctx, s, from, stream, follow, asJSON)
			})
		},
	}
	f := cmd.Flags()
	f.StringVar(&c.Data, "data", c.Data, p.say(flagData))
	f.StringVar(&store, "eventstore", p.environ["ANJIE_EVENTSTORE"], p.say(flagEventStore))
	f.StringVar(&after, "after", "", p.say(flagAfter))
	f.StringVar(&stream, "stream", "", p.say(flagStream))
	f.BoolVarP(&follow, "follow", "f", false, p.say(flagFollow))
	f.BoolVar(&asJSON, "json", false, p.say(flagJSON))
	f.StringVar(&export, "export", "", p.say(flagExport))
	return cmd, nil
}

func startOf(after string) (es.Position, error) {
	if after == "" {
		return es.Position{}, nil
	}
	return es.ParsePosition(after)
}

// log opens the event store of the connection string, or the one that runs from the data folder.
func (p *program) log(ctx context.Context, data, connection string, do func(context.Context, es.Store) error) error {
	if connection == "" {
		r, err := p.found(data)
		if err != nil {
			return err
		}
		connection = r.EventStore
	}
	store, err := esdb.Open(ctx, connection, esdb.Options{})
	if err != nil {
		return err
	}
	defer store.Close() //nolint:errcheck // only read
	return do(ctx, store)
}

func (p *program) events(ctx context.Context, s es.Store, after es.Position, stream string, follow, asJSON bool) error {
	show := p.eventLine
	if asJSON {
		show = p.eventJSON
	}
	if !follow {
		for rec, err := range s.ReadAll(ctx, after) {
			if err != nil {
				return err
			}
			if strings.HasPrefix(rec.Stream, stream) {
				if err := show(rec); err != nil {
					return err
				}
			}
		}
		return nil
	}
	var filter es.Filter
	if stream != "" {
		filter.Streams = []string{stream}
	}
	for item, err := range s.Follow(ctx, after, filter) {
		if ctx.Err() != nil {
			return nil // Ctrl-C is how following ends
		}
		if err != nil {
			return err
		}
		if item.Record != nil {
			if err := show(*item.Record); err != nil {
				return err
			}
		}
	}
	return nil
}

// eventLine is an event for people. An event without our metadata is shown all the same.
func (p *program) eventLine(rec es.Record) error {
	meta, err := es.ParseMeta(rec.Metadata)
	if err != nil {
		meta = es.Meta{Actor: "?"}
	}
	p.printf("%-10s %s  %-24s %s@%d  %s %s %s\n", rec.Position, say.Clock(rec.Created), rec.Type, rec.Stream, rec.Revision, meta.Actor, meta.Unit, meta.Reason)
	return nil
}

// eventJSON is an event for programs, data and metadata byte for byte as they are stored where they are JSON.
func (p *program) eventJSON(rec es.Record) error {
	b, err := json.Marshal(struct {
		Position string `json:"position"`
		Stream   string `json:"stream"`
		Revision uint64 `json:"revision"`
		ID       string `json:"id"`
		Type     string `json:"type"`
		Created  string `json:"created"`
		Data     any    `json:"data"`
		Metadata any    `json:"metadata"`
	}{
		rec.Position.String(), rec.Stream, rec.Revision, rec.ID.String(), rec.Type, rec.Created.UTC().Format(es.TimeFormat),
		raw(rec.Data), raw(rec.Metadata),
	})
	if err != nil {
		return err
	}
	p.printf("%s\n", b)
	return nil
}

// raw is JSON as it is, or anything else as base64.
func raw(b []byte) any {
	if json.Valid(b) {
		return json.RawMessage(b)
	}
	return b
}
