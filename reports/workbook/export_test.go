package workbook

// WriteDataSplit is WriteData with sheets that hold fewer rows.
var WriteDataSplit = writeData
