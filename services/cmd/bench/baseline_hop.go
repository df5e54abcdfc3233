package main

import (
	"context"
	"net"

	"github.com/EventStore/EventStore-Client-Go/v4/protos/shared"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
)

// groupCommit is the bound for any store on this PostgreSQL: one goroutine that commits whatever is queued in one transaction.
// It keeps the heads of streams in memory, checks exact revisions, and knows nothing of protocols, idempotency, fences,
// deletion, metadata or subscribers.
type groupCommit struct {
	pool *pgxpool.Pool
	in   chan groupReq
}

type groupReq struct {
	stream   string
	expected int64
	e        event
	out      chan error
}

const groupSchema = `
create table head (one bool primary key default true, next bigint not null);
insert into head (next) values (1);
create table events (
  position  bigint primary key,
  stream    text   not null,
  revision  bigint not null,
  event_id  uuid   not null,
  type      text   not null,
  data      bytea  not null,
  metadata  bytea  not null,
  unique (stream, revision)
)`

func newGroupCommit(ctx context.Context, pool *pgxpool.Pool) (*groupCommit, error) {
	if _, err := pool.Exec(ctx, groupSchema); err != nil {
		return nil, err
	}
	g := &groupCommit{pool: pool, in: make(chan groupReq, 1024)}
	go g.run(ctx)
	return g, nil
}

func (g *groupCommit) append(stream string, expected int64, e event) error {
	out := make(chan error, 1)
	g.in <- groupReq{stream, expected, e, out}
	return <-out
}

func (g *groupCommit) run(ctx context.Context) {
	heads := map[string]int64{}
	for {
		var batch []groupReq
		select {
		case <-ctx.Done():
			return
		case r := <-g.in:
			batch = append(batch, r)
		}
		for len(batch) < 512 && len(g.in) > 0 {
			batch = append(batch, <-g.in)
		}
		ok := batch[:0]
		for _, r := range batch {
			last, known := heads[r.stream]
			if !known {
				last = -1
			}
			if last != r.expected {
				r.out <- errWrongRevision
				continue
			}
			heads[r.stream] = last + 1
			ok = append(ok, r)
		}
		err := g.commit(ctx, ok)
		for _, r := range ok {
			r.out <- err
		}
	}
}

func (g *groupCommit) commit(ctx context.Context, batch []groupReq) error {
	n := len(batch)
	streams, revisions, ids := make([]string, n), make([]int64, n), make([]uuid.UUID, n)
	types, data, meta := make([]string, n), make([][]byte, n), make([][]byte, n)
	for i, r := range batch {
		streams[i], revisions[i], ids[i] = r.stream, r.expected+1, r.e.id
		types[i], data[i], meta[i] = r.e.typ, r.e.data, r.e.meta
	}
	return pgx.BeginFunc(ctx, g.pool, func(tx pgx.Tx) error {
		var next int64
		if err := tx.QueryRow(ctx, `update head set next = next + $1 returning next - $1`, n).Scan(&next); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `insert into events
			select $1 + o - 1, s, r, i, t, d, m
			from unnest($2::text[], $3::bigint[], $4::uuid[], $5::text[], $6::bytea[], $7::bytea[]) with ordinality as x(s, r, i, t, d, m, o)`,
			next, streams, revisions, ids, types, data, meta)
		return err
	})
}

// hop is the group commit behind one plain unary gRPC call; the messages are those that the store's own protocol has for a
// batch append, so that both sides move the same bytes.
type hop struct {
	server *grpc.Server
	conn   *grpc.ClientConn
}

type hopServer interface {
	append(stream string, expected int64, e event) error
}

func newHop(ctx context.Context, g *groupCommit) (*hop, error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := grpc.NewServer()
	s.RegisterService(&grpc.ServiceDesc{
		ServiceName: "bench.Hop", HandlerType: (*hopServer)(nil),
		Methods: []grpc.MethodDesc{{MethodName: "Append", Handler: hopAppend}},
	}, g)
	go func() { _ = s.Serve(l) }()
	conn, err := grpc.NewClient(l.Addr().String(), grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return nil, err
	}
	return &hop{s, conn}, nil
}

func hopAppend(srv any, _ context.Context, dec func(any) error, _ grpc.UnaryServerInterceptor) (any, error) {
	var q streams.BatchAppendReq
	if err := dec(&q); err != nil {
		return nil, err
	}
	expected := int64(-1)
	if x, ok := q.GetOptions().GetExpectedStreamPosition().(*streams.BatchAppendReq_Options_StreamPosition); ok {
		expected = int64(x.StreamPosition) //nolint:gosec // G115: a bench's revisions are small
	}
	m := q.GetProposedMessages()[0]
	id, err := uuid.Parse(m.GetId().GetString_())
	if err != nil {
		return nil, err
	}
	e := event{id: id, typ: m.GetMetadata()["type"], data: m.GetData(), meta: m.GetCustomMetadata()}
	if err := srv.(hopServer).append(string(q.GetOptions().GetStreamIdentifier().GetStreamName()), expected, e); err != nil {
		return nil, err
	}
	return &streams.BatchAppendResp{}, nil
}

func (h *hop) append(ctx context.Context, stream string, expected int64, e event) error {
	o := &streams.BatchAppendReq_Options{StreamIdentifier: &shared.StreamIdentifier{StreamName: []byte(stream)}}
	if expected >= 0 {
		o.ExpectedStreamPosition = &streams.BatchAppendReq_Options_StreamPosition{StreamPosition: uint64(expected)}
	}
	q := &streams.BatchAppendReq{
		Options: o, IsFinal: true,
		ProposedMessages: []*streams.BatchAppendReq_ProposedMessage{{
			Id:       &shared.UUID{Value: &shared.UUID_String_{String_: e.id.String()}},
			Metadata: map[string]string{"type": e.typ, "content-type": "application/json"},
			Data:     e.data, CustomMetadata: e.meta,
		}},
	}
	return h.conn.Invoke(ctx, "/bench.Hop/Append", q, &streams.BatchAppendResp{})
}

func (h *hop) close() {
	_ = h.conn.Close()
	h.server.Stop()
}
