// Package leak looks for texts that must stand nowhere: names and telephone numbers that were planted (canaries), or those of a person
// whose data a centre had to erase. It looks at everything that a stopped Anjie has left at rest, three times over, because each way is
// blind to what another one sees:
//
//	Files    every byte of every file of a folder: tables, indexes, write-ahead log, streams, logs, traces. Not what is compressed there
//	Tables   every row of every table of every database, as SQL gives it, so that nothing is compressed or spread over pages
//	Streams  every message of every stream of NATS: subject, headers, data
//
// Boxes is the control: what stands in the sealed boxes, where it belongs. It opens them with the keys.
//
// A text is looked for in all its Forms: the encodings in which it gets into files. A Finder looks for all forms of all texts at once.
//
// A scan that finds nothing proves nothing unless it could have found something. So the Report says how much was looked at, and the
// caller, who knows what there must be, refuses a report that is empty. Hits name the place and the number of the text, never the text:
// reports are sent around.
package leak
