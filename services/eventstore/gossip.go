package eventstore

import (
	"context"
	"time"

	"github.com/EventStore/EventStore-Client-Go/v4/protos/gossip"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/shared"
	"github.com/google/uuid"
)

// gossipService describes a cluster of one node. Clients with a discovery connection string ask it, and then dial the
// address that it tells: it must be one they can reach.
type gossipService struct {
	gossip.UnimplementedGossipServer
	instance uuid.UUID
	host     string
	port     uint32
	now      func() time.Time
	ready    func() bool
}

// Read answers with the one member, which leads as soon as it owns the log.
func (s *gossipService) Read(context.Context, *shared.Empty) (*gossip.ClusterInfo, error) {
	state := gossip.MemberInfo_Initializing
	if s.ready() {
		state = gossip.MemberInfo_Leader
	}
	return &gossip.ClusterInfo{Members: []*gossip.MemberInfo{{
		InstanceId:   uuidStructured.encode(s.instance),
		TimeStamp:    ticks(s.now()),
		State:        state,
		IsAlive:      true,
		HttpEndPoint: &gossip.EndPoint{Address: s.host, Port: s.port},
	}}}, nil
}
