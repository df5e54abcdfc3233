module anjie.internal/tools

go 1.26

require anjie.internal/proto v0.0.0

replace anjie.internal/proto => ../proto
