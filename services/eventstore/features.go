package eventstore

import (
	"context"
	"strings"

	"github.com/EventStore/EventStore-Client-Go/v4/protos/serverfeatures"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/shared"
	"google.golang.org/grpc"
)

// ProtocolVersion is the version of EventStoreDB whose protocol is spoken. Clients switch features by it; it must be
// three plain numbers. The version of this program is another matter.
const ProtocolVersion = "24.10.4"

// features are what clients may ask of a method beyond its plain form.
var features = map[string][]string{
	"event_store.client.streams.streams/read":        {"position", "events"},
	"event_store.client.streams.streams/batchappend": {"deadline_duration"},
}

// featureService tells clients which methods exist. It needs no database: clients that get no answer give up.
type featureService struct {
	serverfeatures.UnimplementedServerFeaturesServer
	answer *serverfeatures.SupportedMethods
}

// newFeatureService lists the methods of the given services under lower-case names, as clients look for them.
func newFeatureService(services ...*grpc.ServiceDesc) *featureService {
	answer := &serverfeatures.SupportedMethods{EventStoreServerVersion: ProtocolVersion}
	for _, d := range services {
		service := strings.ToLower(d.ServiceName)
		var names []string
		for _, m := range d.Methods {
			names = append(names, m.MethodName)
		}
		for _, m := range d.Streams {
			names = append(names, m.StreamName)
		}
		for _, name := range names {
			name = strings.ToLower(name)
			answer.Methods = append(answer.Methods, &serverfeatures.SupportedMethod{
				MethodName: name, ServiceName: service, Features: features[service+"/"+name],
			})
		}
	}
	return &featureService{answer: answer}
}

// GetSupportedMethods answers always, also while nothing else works.
func (s *featureService) GetSupportedMethods(context.Context, *shared.Empty) (*serverfeatures.SupportedMethods, error) {
	return s.answer, nil
}
