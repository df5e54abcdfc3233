package rpc

import "google.golang.org/grpc"

var server = grpc.NewServer()
