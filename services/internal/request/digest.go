package request

import (
	"fmt"

	"google.golang.org/protobuf/proto"
)

// Digest tells a repetition from another command with the same id. It covers the actor and the whole request: the same command id with
// anything else in it, or from anybody else, is not a repetition. mac is a keyed digest; those of the vault never leave it with their key.
func Digest(mac func(purpose string, data []byte) string, actor string, req proto.Message) (string, error) {
	content, err := proto.MarshalOptions{Deterministic: true}.Marshal(req)
	if err != nil {
		return "", fmt.Errorf("digest the command: %w", err)
	}
	method := string(req.ProtoReflect().Descriptor().FullName())
	return mac("command", append([]byte(method+"\x00"+actor+"\x00"), content...)), nil
}
