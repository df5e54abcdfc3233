// Package docx writes documents as public bodies in China print them: A4, title centred, text in 仿宋 with the first line indented by
// two characters, tables, lines for signatures, page numbers.
//
// It promises three things. The same content gives the same bytes, on every machine and in every release of the compiler: no
// date, no name of a program's user, nothing compressed. No character is lost: what stands in a text stands in the document, or the
// document is refused (document-character) with the field it came from. Rare characters of names are set in fonts that have them
// (glyphs.go).
//
// It does not lay out pages: line and page breaks are the reader's program's business. godocx gives the elements of the body; the parts
// around it are ours (parts.go), because its template sets everything in theme fonts, which have no Chinese characters, and carries a
// date and an author.
package docx
