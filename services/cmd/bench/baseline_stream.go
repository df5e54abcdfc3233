package main

import (
	"context"
	"errors"
	"io"
	"net"

	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/protobuf/types/known/emptypb"
)

// bareStream is a gRPC server that does nothing but send one prepared message again and again: the bound for reading the log
// over gRPC. The client decodes each message, as every client must.
type bareStream struct {
	server *grpc.Server
	conn   *grpc.ClientConn
}

type bareServer interface{ count() int }

type bareImpl struct {
	n   int
	msg *streams.ReadResp
}

func (b *bareImpl) count() int { return b.n }

func newBareStream(ctx context.Context, n int, msg *streams.ReadResp) (*bareStream, error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := grpc.NewServer()
	s.RegisterService(&grpc.ServiceDesc{
		ServiceName: "bench.Bare", HandlerType: (*bareServer)(nil),
		Streams: []grpc.StreamDesc{{StreamName: "Read", ServerStreams: true, Handler: bareRead}},
	}, &bareImpl{n, msg})
	go func() { _ = s.Serve(l) }()
	conn, err := grpc.NewClient(l.Addr().String(), grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return nil, err
	}
	return &bareStream{s, conn}, nil
}

func bareRead(srv any, stream grpc.ServerStream) error {
	b := srv.(*bareImpl)
	if err := stream.RecvMsg(&emptypb.Empty{}); err != nil {
		return err
	}
	for range b.n {
		if err := stream.SendMsg(b.msg); err != nil {
			return err
		}
	}
	return nil
}

// read receives everything and returns how many messages came.
func (b *bareStream) read(ctx context.Context) (int, error) {
	s, err := b.conn.NewStream(ctx, &grpc.StreamDesc{ServerStreams: true}, "/bench.Bare/Read")
	if err != nil {
		return 0, err
	}
	if err := s.SendMsg(&emptypb.Empty{}); err != nil {
		return 0, err
	}
	if err := s.CloseSend(); err != nil {
		return 0, err
	}
	for n := 0; ; n++ {
		var m streams.ReadResp
		switch err := s.RecvMsg(&m); {
		case errors.Is(err, io.EOF):
			return n, nil
		case err != nil:
			return n, err
		}
	}
}

func (b *bareStream) close() {
	_ = b.conn.Close()
	b.server.Stop()
}
