package forms

import (
	"cmp"
	"maps"

	"gorm.io/gorm"
)

// repetition returns the result of a request that inserted nothing: its token
// is known, its answers have been withdrawn, or it is refused.
func (b *batch) repetition(tx *gorm.DB, r *request) (result, error) {
	found, same, err := storedAs(tx, r, rowKey{r.SessionID, r.Token.responseID()})
	if err != nil {
		return result{}, err
	}
	if !found {
		if gone, err := withdrawn(tx, r); gone || err != nil {
			return result{receipt: Receipt{Duplicate: true}}, err
		}
		// Only one of two requests with a token is tried in a batch; where that
		// one was refused for a reason of its own, the other may come again.
		return result{err: cmp.Or(b.refusal(r), Errorf(CodeBusy, "the token was refused in this batch"))}, nil
	}
	return result{receipt: Receipt{Duplicate: true, Differs: !same}}, nil
}

// storedAs reports whether the token's response is stored, and whether with
// the same answers.
func storedAs(tx *gorm.DB, r *request, key rowKey) (found, same bool, err error) {
	ctx := tx.Statement.Context
	rows, err := gorm.G[responseRow](tx).Where("session_id = ? AND id = ?", key.sessionID, key.id[:]).Find(ctx)
	if err != nil || len(rows) == 0 {
		return false, false, err
	}
	texts := map[string]string{}
	for _, item := range r.Form.planned().items {
		if !item.Kind.IsText() {
			continue
		}
		id := r.Token.commentID(item.Key)
		comments, err := gorm.G[commentRow](tx).Where("session_id = ? AND id = ?", key.sessionID, id[:]).Find(ctx)
		if err != nil {
			return false, false, err
		}
		for _, comment := range comments {
			texts[item.Key] = comment.Body
		}
	}
	return true, rows[0].Answers.Equal(r.ticks) && maps.Equal(texts, r.texts), nil
}

// withdrawn reports whether the token's response has been withdrawn lately.
func withdrawn(tx *gorm.DB, r *request) (bool, error) {
	id := r.Token.responseID()
	n, err := gorm.G[withdrawnRow](tx).Where("session_id = ? AND id = ?", r.SessionID, id[:]).Count(tx.Statement.Context, "id")
	return n > 0, err
}

// stored reports whether there is a response with the key.
func stored(db *gorm.DB, key rowKey) (bool, error) {
	var n int64
	err := db.Table("responses").Where("session_id = ? AND id = ?", key.sessionID, key.id[:]).Count(&n).Error
	return n > 0, err
}
