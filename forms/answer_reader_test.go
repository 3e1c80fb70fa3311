package forms

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// One reader reads all, so that nothing of an earlier source may be left over.
func FuzzAnswerReader(f *testing.F) {
	for _, src := range []string{
		`{}`, `{"a":["b"]}`, `{"a":[],"b":["c","d"]}`, `{"a":["\u003c"]}`, `{"a":["b",]}`, `{"a":["b"],}`, `{"a":["b"]}x`, `{ "a": ["b"] }`,
		`{"a":null}`, `null`, ``, `{`, `{"a`, `{"a":[`, `{"a":["b"`, `{"a":["b"]`, `{"a":["b"]["c"]}`, "{\"a\":[\"\x01\"]}", "{\"a\":[\"\xff\"]}", `{"a":["b"],"a":["c"]}`,
	} {
		f.Add([]byte(src))
	}
	reader := newAnswerReader()
	f.Fuzz(func(t *testing.T, src []byte) {
		want := Answers{}
		wantErr := json.Unmarshal(src, &want)
		got, err := reader.read(src)
		if (err == nil) != (wantErr == nil) {
			t.Fatalf("%q: %v, want %v", src, err, wantErr)
		}
		if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); err == nil && diff != "" {
			t.Errorf("%q (-want +got):\n%s", src, diff)
		}
		if got == nil {
			reader.answers = Answers{} // the source was null
		}
	})
}
