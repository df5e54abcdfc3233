package esdb

import (
	"github.com/EventStore/EventStore-Client-Go/v4/esdb"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams" // want: which belongs to eventstore: the wire protocol is the embedded server's
)
