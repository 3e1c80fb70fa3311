package forms

import (
	"strings"
	"testing"

	"resonanz/forms/disclosure"
	"resonanz/forms/postgrestest"
)

// Moving rows that wait must not read those that are shown: there may be a
// million of them. The words of the index and of the query agree with the marks.
func TestStore_findsWaitingRows(t *testing.T) {
	postgrestest.SQLiteOnly(t, "the words are those of SQLite")
	t.Parallel()
	store := newStore(t)
	for mark := range disclosure.Mark(disclosure.Marks) {
		var in bool
		if err := store.r.Raw("SELECT COUNT(*) FROM (SELECT ? AS mark) WHERE TRUE"+waitingMark, mark, mark).Scan(&in).Error; err != nil {
			t.Fatal(err)
		}
		if in != mark.Waits() {
			t.Errorf("mark %d: %v in the query, %v by the rules", mark, in, mark.Waits())
		}
	}
	for _, query := range []string{
		"SELECT mark, answers FROM responses WHERE session_id = ?", "UPDATE responses SET mark = 4 WHERE session_id IN (?, 3)",
		"SELECT mark, item FROM comments WHERE session_id = ?", "UPDATE comments SET mark = 0 WHERE session_id IN (?, 3)",
	} {
		query += waitingMark
		if strings.HasPrefix(query, "UPDATE") {
			query += " RETURNING session_id, mark"
		}
		var plan []struct{ Detail string }
		if err := store.w.Raw("EXPLAIN QUERY PLAN "+query, 1, 2).Scan(&plan).Error; err != nil {
			t.Fatal(err)
		}
		if len(plan) == 0 || !strings.Contains(plan[0].Detail, "_waiting (session_id=? AND mark>?") {
			t.Errorf("%s: %v", query, plan)
		}
	}
}
