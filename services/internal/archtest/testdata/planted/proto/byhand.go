package proto // want: Go by hand in proto
