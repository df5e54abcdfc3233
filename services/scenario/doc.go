// Package scenario tells whole-system stories as tests: every service, the event store, NATS and PostgreSQL are the real ones,
// they speak to each other over real gRPC, and all of it runs in the process of the test.
//
// A story shows behaviour that no single package can promise. What one package can promise is tested there.
package scenario
